def problems_of(plan):
    return []
