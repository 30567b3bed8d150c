"""Unpacks the wheel, compiles it and our package, and packs both into one archive. Runs inside Pyodide."""

import os
import py_compile
import zipfile

with zipfile.ZipFile("/wheel.whl") as wheel:
    wheel.extractall("/packages")

with zipfile.ZipFile("/python.zip", "w") as packed:
    for folder, folders, files in os.walk("/packages"):
        folders.sort()
        for file in sorted(files):
            path = os.path.join(folder, file)
            name = os.path.relpath(path, "/packages")
            if file.endswith(".py"):
                mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
                path = py_compile.compile(path, "/module.pyc", dfile=name, doraise=True, invalidation_mode=mode)
                name += "c"
            with open(path, "rb") as content:
                entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                packed.writestr(entry, content.read(), zipfile.ZIP_DEFLATED)
