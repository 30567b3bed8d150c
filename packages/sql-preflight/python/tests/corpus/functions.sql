SELECT abs(small) FROM samples
SELECT abs(single) FROM samples
SELECT acos(small) FROM samples
SELECT acos(single) FROM samples
SELECT acosh(small) FROM samples
SELECT acosh(single) FROM samples
SELECT any_value(flag) FROM samples
SELECT any_value(bytes) FROM samples
SELECT any_value(lookup) FROM samples
SELECT approx_distinct(flag) FROM samples
SELECT approx_distinct(bytes) FROM samples
SELECT approx_distinct(lookup) FROM samples
SELECT approx_median(small) FROM samples
SELECT approx_median(single) FROM samples
SELECT approx_percentile_cont(small, small) FROM samples
SELECT approx_percentile_cont(single, small) FROM samples
SELECT approx_percentile_cont(whole, whole, whole) FROM samples
SELECT approx_percentile_cont(ratio, whole, whole) FROM samples
SELECT approx_percentile_cont_with_weight(whole, whole, whole) FROM samples
SELECT approx_percentile_cont_with_weight(ratio, whole, whole) FROM samples
SELECT approx_percentile_cont_with_weight(whole, whole, whole, whole) FROM samples
SELECT approx_percentile_cont_with_weight(ratio, whole, whole, whole) FROM samples
SELECT array_add(numbers, numbers) FROM samples
SELECT array_add(words, numbers) FROM samples
SELECT array_agg(flag) FROM samples
SELECT array_agg(bytes) FROM samples
SELECT array_agg(lookup) FROM samples
SELECT array_any_value(numbers) FROM samples
SELECT array_any_value(words) FROM samples
SELECT array_append(numbers, small) FROM samples
SELECT array_append(words, natural) FROM samples
SELECT array_avg(numbers) FROM samples
SELECT array_avg(words) FROM samples
SELECT array_cat() FROM samples
SELECT array_cat(numbers) FROM samples
SELECT array_cat(words) FROM samples
SELECT array_cat(numbers, numbers) FROM samples
SELECT array_cat(words, numbers) FROM samples
SELECT array_cat(numbers, numbers, numbers) FROM samples
SELECT array_cat(numbers, numbers, numbers, numbers) FROM samples
SELECT array_cat(numbers, numbers, numbers, numbers, numbers) FROM samples
SELECT array_cat(numbers, numbers, numbers, numbers, numbers, numbers) FROM samples
SELECT array_compact(numbers) FROM samples
SELECT array_compact(words) FROM samples
SELECT array_concat() FROM samples
SELECT array_concat(numbers) FROM samples
SELECT array_concat(words) FROM samples
SELECT array_concat(numbers, numbers) FROM samples
SELECT array_concat(words, numbers) FROM samples
SELECT array_concat(numbers, numbers, numbers) FROM samples
SELECT array_concat(numbers, numbers, numbers, numbers) FROM samples
SELECT array_concat(numbers, numbers, numbers, numbers, numbers) FROM samples
SELECT array_concat(numbers, numbers, numbers, numbers, numbers, numbers) FROM samples
SELECT array_contains(numbers, small) FROM samples
SELECT array_contains(words, natural) FROM samples
SELECT array_dims(numbers) FROM samples
SELECT array_dims(words) FROM samples
SELECT array_distance(numbers, numbers) FROM samples
SELECT array_distance(words, numbers) FROM samples
SELECT array_distinct(numbers) FROM samples
SELECT array_distinct(words) FROM samples
SELECT array_element(numbers, small) FROM samples
SELECT array_element(words, small) FROM samples
SELECT array_empty(numbers) FROM samples
SELECT array_empty(words) FROM samples
SELECT array_except(numbers, numbers) FROM samples
SELECT array_except(words, numbers) FROM samples
SELECT array_extract(numbers, small) FROM samples
SELECT array_extract(words, small) FROM samples
SELECT array_has(numbers, small) FROM samples
SELECT array_has(words, natural) FROM samples
SELECT array_has_all(numbers, numbers) FROM samples
SELECT array_has_all(words, numbers) FROM samples
SELECT array_has_any(numbers, numbers) FROM samples
SELECT array_has_any(words, numbers) FROM samples
SELECT array_indexof(numbers, small) FROM samples
SELECT array_indexof(words, natural) FROM samples
SELECT array_indexof(numbers, whole, whole) FROM samples
SELECT array_indexof(numbers, ratio, whole) FROM samples
SELECT array_intersect(numbers, numbers) FROM samples
SELECT array_intersect(words, numbers) FROM samples
SELECT array_join(numbers, flag) FROM samples
SELECT array_join(words, flag) FROM samples
SELECT array_join(numbers, whole, whole) FROM samples
SELECT array_join(numbers, moment, whole) FROM samples
SELECT array_length(numbers) FROM samples
SELECT array_length(words) FROM samples
SELECT array_length(numbers, small) FROM samples
SELECT array_length(words, small) FROM samples
SELECT array_max(numbers) FROM samples
SELECT array_max(words) FROM samples
SELECT array_min(numbers) FROM samples
SELECT array_min(words) FROM samples
SELECT array_ndims(numbers) FROM samples
SELECT array_ndims(words) FROM samples
SELECT array_normalize(numbers) FROM samples
SELECT array_normalize(words) FROM samples
SELECT array_pop_back(numbers) FROM samples
SELECT array_pop_back(words) FROM samples
SELECT array_pop_front(numbers) FROM samples
SELECT array_pop_front(words) FROM samples
SELECT array_position(numbers, small) FROM samples
SELECT array_position(words, natural) FROM samples
SELECT array_position(numbers, whole, whole) FROM samples
SELECT array_position(numbers, ratio, whole) FROM samples
SELECT array_positions(numbers, small) FROM samples
SELECT array_positions(words, natural) FROM samples
SELECT array_prepend(small, numbers) FROM samples
SELECT array_prepend(single, words) FROM samples
SELECT array_product(numbers) FROM samples
SELECT array_product(words) FROM samples
SELECT array_push_back(numbers, small) FROM samples
SELECT array_push_back(words, natural) FROM samples
SELECT array_push_front(small, numbers) FROM samples
SELECT array_push_front(single, words) FROM samples
SELECT array_remove(numbers, small) FROM samples
SELECT array_remove(words, natural) FROM samples
SELECT array_remove_all(numbers, small) FROM samples
SELECT array_remove_all(words, natural) FROM samples
SELECT array_remove_n(numbers, whole, whole) FROM samples
SELECT array_remove_n(numbers, ratio, whole) FROM samples
SELECT array_repeat(flag, small) FROM samples
SELECT array_repeat(bytes, whole) FROM samples
SELECT array_repeat(lookup, natural) FROM samples
SELECT array_replace(numbers, whole, whole) FROM samples
SELECT array_replace(numbers, ratio, whole) FROM samples
SELECT array_replace_all(numbers, whole, whole) FROM samples
SELECT array_replace_all(numbers, ratio, whole) FROM samples
SELECT array_replace_n(numbers, 1, 2, 1) FROM samples
SELECT array_resize(numbers, small) FROM samples
SELECT array_resize(words, small) FROM samples
SELECT array_resize(numbers, whole, whole) FROM samples
SELECT array_resize(numbers, whole, ratio) FROM samples
SELECT array_reverse(numbers) FROM samples
SELECT array_reverse(words) FROM samples
SELECT array_scale(numbers, small) FROM samples
SELECT array_scale(words, small) FROM samples
SELECT array_slice(numbers, whole, whole) FROM samples
SELECT array_slice(numbers, whole, whole, whole) FROM samples
SELECT array_sort(numbers) FROM samples
SELECT array_sort(words) FROM samples
SELECT array_sort(numbers, flag) FROM samples
SELECT array_sort(words, flag) FROM samples
SELECT array_sort(numbers, whole, whole) FROM samples
SELECT array_sort(numbers, moment, whole) FROM samples
SELECT array_subtract(numbers, numbers) FROM samples
SELECT array_subtract(words, numbers) FROM samples
SELECT array_sum(numbers) FROM samples
SELECT array_sum(words) FROM samples
SELECT array_to_string(numbers, flag) FROM samples
SELECT array_to_string(words, flag) FROM samples
SELECT array_to_string(numbers, whole, whole) FROM samples
SELECT array_to_string(numbers, moment, whole) FROM samples
SELECT array_union(numbers, numbers) FROM samples
SELECT array_union(words, numbers) FROM samples
SELECT arrays_overlap(numbers, numbers) FROM samples
SELECT arrays_overlap(words, numbers) FROM samples
SELECT arrays_zip(numbers) FROM samples
SELECT arrays_zip(words) FROM samples
SELECT arrays_zip(numbers, numbers) FROM samples
SELECT arrays_zip(words, numbers) FROM samples
SELECT arrays_zip(numbers, numbers, numbers) FROM samples
SELECT arrays_zip(numbers, numbers, numbers, numbers) FROM samples
SELECT arrays_zip(numbers, numbers, numbers, numbers, numbers) FROM samples
SELECT arrays_zip(numbers, numbers, numbers, numbers, numbers, numbers) FROM samples
SELECT arrow_cast(whole, 'Int32') FROM samples
SELECT arrow_field(flag) FROM samples
SELECT arrow_field(bytes) FROM samples
SELECT arrow_field(lookup) FROM samples
SELECT arrow_metadata(flag) FROM samples
SELECT arrow_metadata(bytes) FROM samples
SELECT arrow_metadata(lookup) FROM samples
SELECT arrow_metadata(flag, word) FROM samples
SELECT arrow_metadata(bytes, phrase) FROM samples
SELECT arrow_try_cast(whole, 'Int32') FROM samples
SELECT arrow_typeof(flag) FROM samples
SELECT arrow_typeof(bytes) FROM samples
SELECT arrow_typeof(lookup) FROM samples
SELECT ascii(word) FROM samples
SELECT ascii(phrase) FROM samples
SELECT asin(small) FROM samples
SELECT asin(single) FROM samples
SELECT asinh(small) FROM samples
SELECT asinh(single) FROM samples
SELECT atan(small) FROM samples
SELECT atan(single) FROM samples
SELECT atan2(small, small) FROM samples
SELECT atan2(single, small) FROM samples
SELECT atanh(small) FROM samples
SELECT atanh(single) FROM samples
SELECT avg(small) FROM samples
SELECT avg(single) FROM samples
SELECT bit_and(small) FROM samples
SELECT bit_and(whole) FROM samples
SELECT bit_and(natural) FROM samples
SELECT bit_length(word) FROM samples
SELECT bit_length(phrase) FROM samples
SELECT bit_or(small) FROM samples
SELECT bit_or(whole) FROM samples
SELECT bit_or(natural) FROM samples
SELECT bit_xor(small) FROM samples
SELECT bit_xor(whole) FROM samples
SELECT bit_xor(natural) FROM samples
SELECT bool_and(flag) FROM samples
SELECT bool_or(flag) FROM samples
SELECT btrim(word) FROM samples
SELECT btrim(phrase) FROM samples
SELECT btrim(word, word) FROM samples
SELECT btrim(phrase, word) FROM samples
SELECT cardinality(numbers) FROM samples
SELECT cardinality(words) FROM samples
SELECT cardinality(lookup) FROM samples
SELECT cast_to_type(flag, flag) FROM samples
SELECT cast_to_type(bytes, bytes) FROM samples
SELECT cast_to_type(lookup, lookup) FROM samples
SELECT cbrt(small) FROM samples
SELECT cbrt(single) FROM samples
SELECT ceil(small) FROM samples
SELECT ceil(single) FROM samples
SELECT char_length(flag) FROM samples
SELECT char_length(phrase) FROM samples
SELECT char_length(words) FROM samples
SELECT character_length(flag) FROM samples
SELECT character_length(phrase) FROM samples
SELECT character_length(words) FROM samples
SELECT chr(small) FROM samples
SELECT chr(whole) FROM samples
SELECT coalesce(flag) FROM samples
SELECT coalesce(bytes) FROM samples
SELECT coalesce(lookup) FROM samples
SELECT coalesce(flag, flag) FROM samples
SELECT coalesce(price, small) FROM samples
SELECT coalesce(lookup, lookup) FROM samples
SELECT coalesce(whole, whole, whole) FROM samples
SELECT coalesce(word, whole, ratio) FROM samples
SELECT coalesce(whole, whole, whole, whole) FROM samples
SELECT coalesce(whole, word, whole, whole) FROM samples
SELECT coalesce(whole, whole, whole, whole, whole) FROM samples
SELECT coalesce(whole, whole, word, whole, whole) FROM samples
SELECT coalesce(whole, whole, whole, whole, whole, whole) FROM samples
SELECT coalesce(whole, whole, whole, word, whole, whole) FROM samples
SELECT concat(flag) FROM samples
SELECT concat(phrase) FROM samples
SELECT concat(words) FROM samples
SELECT concat(flag, flag) FROM samples
SELECT concat(phrase, small) FROM samples
SELECT concat(words, words) FROM samples
SELECT concat(whole, whole, whole) FROM samples
SELECT concat(moment, whole, whole) FROM samples
SELECT concat(whole, whole, whole, whole) FROM samples
SELECT concat(whole, whole, numbers, whole) FROM samples
SELECT concat(whole, whole, whole, whole, whole) FROM samples
SELECT concat(whole, whole, whole, numbers, whole) FROM samples
SELECT concat(whole, whole, whole, whole, whole, whole) FROM samples
SELECT concat(whole, whole, whole, whole, numbers, whole) FROM samples
SELECT concat_ws(flag, flag) FROM samples
SELECT concat_ws(phrase, small) FROM samples
SELECT concat_ws(words, words) FROM samples
SELECT concat_ws(whole, whole, whole) FROM samples
SELECT concat_ws(moment, whole, whole) FROM samples
SELECT concat_ws(whole, whole, whole, whole) FROM samples
SELECT concat_ws(whole, whole, numbers, whole) FROM samples
SELECT concat_ws(whole, whole, whole, whole, whole) FROM samples
SELECT concat_ws(whole, whole, whole, numbers, whole) FROM samples
SELECT concat_ws(whole, whole, whole, whole, whole, whole) FROM samples
SELECT concat_ws(whole, whole, whole, whole, numbers, whole) FROM samples
SELECT contains(word, word) FROM samples
SELECT contains(phrase, word) FROM samples
SELECT corr(small, small) FROM samples
SELECT corr(single, small) FROM samples
SELECT cos(small) FROM samples
SELECT cos(single) FROM samples
SELECT cosh(small) FROM samples
SELECT cosh(single) FROM samples
SELECT cosine_distance(numbers, numbers) FROM samples
SELECT cosine_distance(words, numbers) FROM samples
SELECT cot(small) FROM samples
SELECT cot(single) FROM samples
SELECT count() FROM samples
SELECT count(flag) FROM samples
SELECT count(bytes) FROM samples
SELECT count(lookup) FROM samples
SELECT count(flag, flag) FROM samples
SELECT count(bytes, bytes) FROM samples
SELECT count(lookup, lookup) FROM samples
SELECT count(whole, whole, whole) FROM samples
SELECT count(moment, whole, whole) FROM samples
SELECT count(whole, whole, whole, whole) FROM samples
SELECT count(whole, whole, numbers, whole) FROM samples
SELECT count(whole, whole, whole, whole, whole) FROM samples
SELECT count(whole, whole, whole, numbers, whole) FROM samples
SELECT count(whole, whole, whole, whole, whole, whole) FROM samples
SELECT count(whole, whole, whole, whole, numbers, whole) FROM samples
SELECT covar(small, small) FROM samples
SELECT covar(single, small) FROM samples
SELECT covar_pop(small, small) FROM samples
SELECT covar_pop(single, small) FROM samples
SELECT covar_samp(small, small) FROM samples
SELECT covar_samp(single, small) FROM samples
SELECT cume_dist() OVER (ORDER BY whole) FROM samples
SELECT current_date() FROM samples
SELECT current_time() FROM samples
SELECT current_timestamp() FROM samples
SELECT date_bin(word, word) FROM samples
SELECT date_bin(phrase, moment) FROM samples
SELECT date_bin(word, word, word) FROM samples
SELECT date_bin(span, word, word) FROM samples
SELECT date_format(word, flag) FROM samples
SELECT date_format(moment, flag) FROM samples
SELECT date_part('year', day) FROM samples
SELECT date_trunc(word, word) FROM samples
SELECT date_trunc(phrase, word) FROM samples
SELECT datepart('month', moment) FROM samples
SELECT datetrunc(word, word) FROM samples
SELECT datetrunc(phrase, word) FROM samples
SELECT decode(word, word) FROM samples
SELECT decode(phrase, phrase) FROM samples
SELECT degrees(small) FROM samples
SELECT degrees(single) FROM samples
SELECT dense_rank() OVER (ORDER BY whole) FROM samples
SELECT digest(word, word) FROM samples
SELECT digest(phrase, phrase) FROM samples
SELECT dot_product(numbers, numbers) FROM samples
SELECT dot_product(words, numbers) FROM samples
SELECT element_at(lookup, flag) FROM samples
SELECT element_at(lookup, phrase) FROM samples
SELECT element_at(lookup, words) FROM samples
SELECT empty(numbers) FROM samples
SELECT empty(words) FROM samples
SELECT encode(word, word) FROM samples
SELECT encode(phrase, phrase) FROM samples
SELECT ends_with(word, word) FROM samples
SELECT ends_with(phrase, word) FROM samples
SELECT exp(small) FROM samples
SELECT exp(single) FROM samples
SELECT factorial(small) FROM samples
SELECT factorial(whole) FROM samples
SELECT file_row_index() FROM samples
SELECT find_in_set(flag, flag) FROM samples
SELECT find_in_set(bytes, bytes) FROM samples
SELECT find_in_set(lookup, lookup) FROM samples
SELECT first_value(flag) FROM samples
SELECT first_value(bytes) FROM samples
SELECT first_value(lookup) FROM samples
SELECT flatten(numbers) FROM samples
SELECT flatten(words) FROM samples
SELECT floor(small) FROM samples
SELECT floor(single) FROM samples
SELECT from_unixtime(small) FROM samples
SELECT from_unixtime(whole) FROM samples
SELECT gcd(small, small) FROM samples
SELECT gcd(natural, natural) FROM samples
SELECT generate_series(small) FROM samples
SELECT generate_series(whole) FROM samples
SELECT generate_series(natural) FROM samples
SELECT generate_series(small, small) FROM samples
SELECT generate_series(whole, whole) FROM samples
SELECT generate_series(natural, natural) FROM samples
SELECT generate_series(whole, whole, whole) FROM samples
SELECT generate_series(day, word, span) FROM samples
SELECT get_field(lookup, flag) FROM samples
SELECT get_field(lookup, bytes) FROM samples
SELECT get_field(lookup, lookup) FROM samples
SELECT greatest(flag) FROM samples
SELECT greatest(bytes) FROM samples
SELECT greatest(lookup) FROM samples
SELECT greatest(flag, flag) FROM samples
SELECT greatest(word, natural) FROM samples
SELECT greatest(lookup, lookup) FROM samples
SELECT greatest(whole, whole, whole) FROM samples
SELECT greatest(word, word, moment) FROM samples
SELECT greatest(whole, whole, whole, whole) FROM samples
SELECT greatest(whole, ratio, word, whole) FROM samples
SELECT greatest(whole, day, whole, moment) FROM samples
SELECT greatest(whole, whole, whole, whole, whole) FROM samples
SELECT greatest(whole, whole, ratio, word, whole) FROM samples
SELECT greatest(whole, whole, day, whole, moment) FROM samples
SELECT greatest(whole, whole, whole, whole, whole, whole) FROM samples
SELECT greatest(whole, whole, whole, ratio, word, whole) FROM samples
SELECT greatest(whole, whole, whole, day, whole, moment) FROM samples
SELECT grouping(flag) FROM samples
SELECT grouping(bytes) FROM samples
SELECT grouping(lookup) FROM samples
SELECT grouping(flag, flag) FROM samples
SELECT grouping(bytes, bytes) FROM samples
SELECT grouping(lookup, lookup) FROM samples
SELECT grouping(whole, whole, whole) FROM samples
SELECT grouping(moment, whole, whole) FROM samples
SELECT grouping(whole, whole, whole, whole) FROM samples
SELECT grouping(whole, whole, numbers, whole) FROM samples
SELECT grouping(whole, whole, whole, whole, whole) FROM samples
SELECT grouping(whole, whole, whole, numbers, whole) FROM samples
SELECT grouping(whole, whole, whole, whole, whole, whole) FROM samples
SELECT grouping(whole, whole, whole, whole, numbers, whole) FROM samples
SELECT ifnull(flag, flag) FROM samples
SELECT ifnull(bytes, bytes) FROM samples
SELECT ifnull(lookup, lookup) FROM samples
SELECT initcap(word) FROM samples
SELECT initcap(phrase) FROM samples
SELECT inner_product(numbers, numbers) FROM samples
SELECT inner_product(words, numbers) FROM samples
SELECT input_file_name() FROM samples
SELECT instr(word, word) FROM samples
SELECT instr(phrase, word) FROM samples
SELECT isnan(small) FROM samples
SELECT isnan(single) FROM samples
SELECT iszero(small) FROM samples
SELECT iszero(single) FROM samples
SELECT lag(flag) OVER (ORDER BY whole) FROM samples
SELECT lag(bytes) OVER (ORDER BY whole) FROM samples
SELECT lag(lookup) OVER (ORDER BY whole) FROM samples
SELECT lag(flag, flag) OVER (ORDER BY whole) FROM samples
SELECT lag(bytes, bytes) OVER (ORDER BY whole) FROM samples
SELECT lag(lookup, lookup) OVER (ORDER BY whole) FROM samples
SELECT lag(whole, whole, whole) OVER (ORDER BY whole) FROM samples
SELECT lag(moment, whole, whole) OVER (ORDER BY whole) FROM samples
SELECT last_value(flag) FROM samples
SELECT last_value(bytes) FROM samples
SELECT last_value(lookup) FROM samples
SELECT lcm(small, small) FROM samples
SELECT lcm(natural, natural) FROM samples
SELECT lead(flag) OVER (ORDER BY whole) FROM samples
SELECT lead(bytes) OVER (ORDER BY whole) FROM samples
SELECT lead(lookup) OVER (ORDER BY whole) FROM samples
SELECT lead(flag, flag) OVER (ORDER BY whole) FROM samples
SELECT lead(bytes, bytes) OVER (ORDER BY whole) FROM samples
SELECT lead(lookup, lookup) OVER (ORDER BY whole) FROM samples
SELECT lead(whole, whole, whole) OVER (ORDER BY whole) FROM samples
SELECT lead(moment, whole, whole) OVER (ORDER BY whole) FROM samples
SELECT least(flag) FROM samples
SELECT least(bytes) FROM samples
SELECT least(lookup) FROM samples
SELECT least(flag, flag) FROM samples
SELECT least(word, natural) FROM samples
SELECT least(lookup, lookup) FROM samples
SELECT least(whole, whole, whole) FROM samples
SELECT least(word, word, moment) FROM samples
SELECT least(whole, whole, whole, whole) FROM samples
SELECT least(whole, ratio, word, whole) FROM samples
SELECT least(whole, day, whole, moment) FROM samples
SELECT least(whole, whole, whole, whole, whole) FROM samples
SELECT least(whole, whole, ratio, word, whole) FROM samples
SELECT least(whole, whole, day, whole, moment) FROM samples
SELECT least(whole, whole, whole, whole, whole, whole) FROM samples
SELECT least(whole, whole, whole, ratio, word, whole) FROM samples
SELECT least(whole, whole, whole, day, whole, moment) FROM samples
SELECT left(flag, small) FROM samples
SELECT left(bytes, whole) FROM samples
SELECT length(flag) FROM samples
SELECT length(phrase) FROM samples
SELECT length(words) FROM samples
SELECT levenshtein(word, word) FROM samples
SELECT levenshtein(phrase, word) FROM samples
SELECT list_add(numbers, numbers) FROM samples
SELECT list_add(words, numbers) FROM samples
SELECT list_any_value(numbers) FROM samples
SELECT list_any_value(words) FROM samples
SELECT list_append(numbers, small) FROM samples
SELECT list_append(words, natural) FROM samples
SELECT list_avg(numbers) FROM samples
SELECT list_avg(words) FROM samples
SELECT list_cat() FROM samples
SELECT list_cat(numbers) FROM samples
SELECT list_cat(words) FROM samples
SELECT list_cat(numbers, numbers) FROM samples
SELECT list_cat(words, numbers) FROM samples
SELECT list_cat(numbers, numbers, numbers) FROM samples
SELECT list_cat(numbers, numbers, numbers, numbers) FROM samples
SELECT list_cat(numbers, numbers, numbers, numbers, numbers) FROM samples
SELECT list_cat(numbers, numbers, numbers, numbers, numbers, numbers) FROM samples
SELECT list_compact(numbers) FROM samples
SELECT list_compact(words) FROM samples
SELECT list_concat() FROM samples
SELECT list_concat(numbers) FROM samples
SELECT list_concat(words) FROM samples
SELECT list_concat(numbers, numbers) FROM samples
SELECT list_concat(words, numbers) FROM samples
SELECT list_concat(numbers, numbers, numbers) FROM samples
SELECT list_concat(numbers, numbers, numbers, numbers) FROM samples
SELECT list_concat(numbers, numbers, numbers, numbers, numbers) FROM samples
SELECT list_concat(numbers, numbers, numbers, numbers, numbers, numbers) FROM samples
SELECT list_contains(numbers, small) FROM samples
SELECT list_contains(words, natural) FROM samples
SELECT list_dims(numbers) FROM samples
SELECT list_dims(words) FROM samples
SELECT list_distance(numbers, numbers) FROM samples
SELECT list_distance(words, numbers) FROM samples
SELECT list_distinct(numbers) FROM samples
SELECT list_distinct(words) FROM samples
SELECT list_element(numbers, small) FROM samples
SELECT list_element(words, small) FROM samples
SELECT list_empty(numbers) FROM samples
SELECT list_empty(words) FROM samples
SELECT list_except(numbers, numbers) FROM samples
SELECT list_except(words, numbers) FROM samples
SELECT list_extract(numbers, small) FROM samples
SELECT list_extract(words, small) FROM samples
SELECT list_has(numbers, small) FROM samples
SELECT list_has(words, natural) FROM samples
SELECT list_has_all(numbers, numbers) FROM samples
SELECT list_has_all(words, numbers) FROM samples
SELECT list_has_any(numbers, numbers) FROM samples
SELECT list_has_any(words, numbers) FROM samples
SELECT list_indexof(numbers, small) FROM samples
SELECT list_indexof(words, natural) FROM samples
SELECT list_indexof(numbers, whole, whole) FROM samples
SELECT list_indexof(numbers, ratio, whole) FROM samples
SELECT list_intersect(numbers, numbers) FROM samples
SELECT list_intersect(words, numbers) FROM samples
SELECT list_join(numbers, flag) FROM samples
SELECT list_join(words, flag) FROM samples
SELECT list_join(numbers, whole, whole) FROM samples
SELECT list_join(numbers, moment, whole) FROM samples
SELECT list_length(numbers) FROM samples
SELECT list_length(words) FROM samples
SELECT list_length(numbers, small) FROM samples
SELECT list_length(words, small) FROM samples
SELECT list_max(numbers) FROM samples
SELECT list_max(words) FROM samples
SELECT list_ndims(numbers) FROM samples
SELECT list_ndims(words) FROM samples
SELECT list_normalize(numbers) FROM samples
SELECT list_normalize(words) FROM samples
SELECT list_pop_back(numbers) FROM samples
SELECT list_pop_back(words) FROM samples
SELECT list_pop_front(numbers) FROM samples
SELECT list_pop_front(words) FROM samples
SELECT list_position(numbers, small) FROM samples
SELECT list_position(words, natural) FROM samples
SELECT list_position(numbers, whole, whole) FROM samples
SELECT list_position(numbers, ratio, whole) FROM samples
SELECT list_positions(numbers, small) FROM samples
SELECT list_positions(words, natural) FROM samples
SELECT list_prepend(small, numbers) FROM samples
SELECT list_prepend(single, words) FROM samples
SELECT list_product(numbers) FROM samples
SELECT list_product(words) FROM samples
SELECT list_push_back(numbers, small) FROM samples
SELECT list_push_back(words, natural) FROM samples
SELECT list_push_front(small, numbers) FROM samples
SELECT list_push_front(single, words) FROM samples
SELECT list_remove(numbers, small) FROM samples
SELECT list_remove(words, natural) FROM samples
SELECT list_remove_all(numbers, small) FROM samples
SELECT list_remove_all(words, natural) FROM samples
SELECT list_remove_n(numbers, whole, whole) FROM samples
SELECT list_remove_n(numbers, ratio, whole) FROM samples
SELECT list_repeat(flag, small) FROM samples
SELECT list_repeat(bytes, whole) FROM samples
SELECT list_repeat(lookup, natural) FROM samples
SELECT list_replace(numbers, whole, whole) FROM samples
SELECT list_replace(numbers, ratio, whole) FROM samples
SELECT list_replace_all(numbers, whole, whole) FROM samples
SELECT list_replace_all(numbers, ratio, whole) FROM samples
SELECT list_replace_n(numbers, 1, 2, 1) FROM samples
SELECT list_resize(numbers, small) FROM samples
SELECT list_resize(words, small) FROM samples
SELECT list_resize(numbers, whole, whole) FROM samples
SELECT list_resize(numbers, whole, ratio) FROM samples
SELECT list_reverse(numbers) FROM samples
SELECT list_reverse(words) FROM samples
SELECT list_scale(numbers, small) FROM samples
SELECT list_scale(words, small) FROM samples
SELECT list_slice(numbers, whole, whole) FROM samples
SELECT list_slice(numbers, whole, whole, whole) FROM samples
SELECT list_sort(numbers) FROM samples
SELECT list_sort(words) FROM samples
SELECT list_sort(numbers, flag) FROM samples
SELECT list_sort(words, flag) FROM samples
SELECT list_sort(numbers, whole, whole) FROM samples
SELECT list_sort(numbers, moment, whole) FROM samples
SELECT list_subtract(numbers, numbers) FROM samples
SELECT list_subtract(words, numbers) FROM samples
SELECT list_sum(numbers) FROM samples
SELECT list_sum(words) FROM samples
SELECT list_to_string(numbers, flag) FROM samples
SELECT list_to_string(words, flag) FROM samples
SELECT list_to_string(numbers, whole, whole) FROM samples
SELECT list_to_string(numbers, moment, whole) FROM samples
SELECT list_union(numbers, numbers) FROM samples
SELECT list_union(words, numbers) FROM samples
SELECT list_zip(numbers) FROM samples
SELECT list_zip(words) FROM samples
SELECT list_zip(numbers, numbers) FROM samples
SELECT list_zip(words, numbers) FROM samples
SELECT list_zip(numbers, numbers, numbers) FROM samples
SELECT list_zip(numbers, numbers, numbers, numbers) FROM samples
SELECT list_zip(numbers, numbers, numbers, numbers, numbers) FROM samples
SELECT list_zip(numbers, numbers, numbers, numbers, numbers, numbers) FROM samples
SELECT ln(small) FROM samples
SELECT ln(single) FROM samples
SELECT log(small) FROM samples
SELECT log(single) FROM samples
SELECT log(small, small) FROM samples
SELECT log(single, small) FROM samples
SELECT log10(small) FROM samples
SELECT log10(single) FROM samples
SELECT log2(small) FROM samples
SELECT log2(single) FROM samples
SELECT lower(word) FROM samples
SELECT lower(phrase) FROM samples
SELECT lpad(flag, small) FROM samples
SELECT lpad(bytes, whole) FROM samples
SELECT lpad(whole, whole, whole) FROM samples
SELECT lpad(moment, whole, whole) FROM samples
SELECT ltrim(word) FROM samples
SELECT ltrim(phrase) FROM samples
SELECT ltrim(word, word) FROM samples
SELECT ltrim(phrase, word) FROM samples
SELECT make_array() FROM samples
SELECT make_array(flag) FROM samples
SELECT make_array(bytes) FROM samples
SELECT make_array(lookup) FROM samples
SELECT make_array(flag, flag) FROM samples
SELECT make_array(price, small) FROM samples
SELECT make_array(lookup, lookup) FROM samples
SELECT make_array(whole, whole, whole) FROM samples
SELECT make_array(word, whole, ratio) FROM samples
SELECT make_array(whole, whole, whole, whole) FROM samples
SELECT make_array(whole, word, whole, whole) FROM samples
SELECT make_array(whole, whole, whole, whole, whole) FROM samples
SELECT make_array(whole, whole, word, whole, whole) FROM samples
SELECT make_array(whole, whole, whole, whole, whole, whole) FROM samples
SELECT make_array(whole, whole, whole, word, whole, whole) FROM samples
SELECT make_date(whole, whole, whole) FROM samples
SELECT make_date(word, whole, whole) FROM samples
SELECT make_list() FROM samples
SELECT make_list(flag) FROM samples
SELECT make_list(bytes) FROM samples
SELECT make_list(lookup) FROM samples
SELECT make_list(flag, flag) FROM samples
SELECT make_list(price, small) FROM samples
SELECT make_list(lookup, lookup) FROM samples
SELECT make_list(whole, whole, whole) FROM samples
SELECT make_list(word, whole, ratio) FROM samples
SELECT make_list(whole, whole, whole, whole) FROM samples
SELECT make_list(whole, word, whole, whole) FROM samples
SELECT make_list(whole, whole, whole, whole, whole) FROM samples
SELECT make_list(whole, whole, word, whole, whole) FROM samples
SELECT make_list(whole, whole, whole, whole, whole, whole) FROM samples
SELECT make_list(whole, whole, whole, word, whole, whole) FROM samples
SELECT make_time(whole, whole, whole) FROM samples
SELECT make_time(word, whole, whole) FROM samples
SELECT map(flag, flag) FROM samples
SELECT map(bytes, bytes) FROM samples
SELECT map(lookup, lookup) FROM samples
SELECT map_entries(lookup) FROM samples
SELECT map_extract(lookup, flag) FROM samples
SELECT map_extract(lookup, phrase) FROM samples
SELECT map_extract(lookup, words) FROM samples
SELECT map_keys(lookup) FROM samples
SELECT map_values(lookup) FROM samples
SELECT max(flag) FROM samples
SELECT max(bytes) FROM samples
SELECT max(lookup) FROM samples
SELECT md5(word) FROM samples
SELECT md5(phrase) FROM samples
SELECT md5(bytes) FROM samples
SELECT mean(small) FROM samples
SELECT mean(single) FROM samples
SELECT median(small) FROM samples
SELECT median(single) FROM samples
SELECT min(flag) FROM samples
SELECT min(bytes) FROM samples
SELECT min(lookup) FROM samples
SELECT named_struct('a', whole, 'b', word) FROM samples
SELECT nanvl(small, small) FROM samples
SELECT nanvl(single, small) FROM samples
SELECT now() FROM samples
SELECT nth_value(flag, flag) FROM samples
SELECT nth_value(bytes, bytes) FROM samples
SELECT nth_value(lookup, lookup) FROM samples
SELECT ntile(small) OVER (ORDER BY whole) FROM samples
SELECT ntile(whole) OVER (ORDER BY whole) FROM samples
SELECT ntile(natural) OVER (ORDER BY whole) FROM samples
SELECT nullif(flag, flag) FROM samples
SELECT nullif(word, natural) FROM samples
SELECT nullif(lookup, lookup) FROM samples
SELECT nvl(flag, flag) FROM samples
SELECT nvl(bytes, bytes) FROM samples
SELECT nvl(lookup, lookup) FROM samples
SELECT nvl2(whole, whole, whole) FROM samples
SELECT nvl2(word, word, word) FROM samples
SELECT octet_length(word) FROM samples
SELECT octet_length(phrase) FROM samples
SELECT overlay(whole, whole, whole) FROM samples
SELECT overlay(moment, whole, whole) FROM samples
SELECT overlay(whole, whole, whole, whole) FROM samples
SELECT overlay(whole, numbers, whole, whole) FROM samples
SELECT percent_rank() OVER (ORDER BY whole) FROM samples
SELECT percentile_cont(small, small) FROM samples
SELECT percentile_cont(single, small) FROM samples
SELECT pi() FROM samples
SELECT position(word, word) FROM samples
SELECT position(phrase, word) FROM samples
SELECT pow(small, small) FROM samples
SELECT pow(single, small) FROM samples
SELECT power(small, small) FROM samples
SELECT power(single, small) FROM samples
SELECT quantile_cont(small, small) FROM samples
SELECT quantile_cont(single, small) FROM samples
SELECT radians(small) FROM samples
SELECT radians(single) FROM samples
SELECT rand() FROM samples
SELECT random() FROM samples
SELECT range(small) FROM samples
SELECT range(whole) FROM samples
SELECT range(natural) FROM samples
SELECT range(small, small) FROM samples
SELECT range(whole, whole) FROM samples
SELECT range(natural, natural) FROM samples
SELECT range(whole, whole, whole) FROM samples
SELECT range(day, word, span) FROM samples
SELECT rank() OVER (ORDER BY whole) FROM samples
SELECT regexp_count(flag, flag) FROM samples
SELECT regexp_count(bytes, bytes) FROM samples
SELECT regexp_count(lookup, lookup) FROM samples
SELECT regexp_count(whole, whole, whole) FROM samples
SELECT regexp_count(moment, whole, whole) FROM samples
SELECT regexp_count(whole, whole, whole, whole) FROM samples
SELECT regexp_count(whole, numbers, whole, whole) FROM samples
SELECT regexp_instr(flag, flag) FROM samples
SELECT regexp_instr(bytes, bytes) FROM samples
SELECT regexp_instr(lookup, lookup) FROM samples
SELECT regexp_instr(whole, whole, whole) FROM samples
SELECT regexp_instr(moment, whole, whole) FROM samples
SELECT regexp_instr(whole, whole, whole, whole) FROM samples
SELECT regexp_instr(whole, numbers, whole, whole) FROM samples
SELECT regexp_instr(whole, whole, whole, whole, whole) FROM samples
SELECT regexp_instr(whole, numbers, whole, whole, whole) FROM samples
SELECT regexp_instr(whole, whole, whole, whole, whole, whole) FROM samples
SELECT regexp_instr(whole, whole, whole, whole, numbers, whole) FROM samples
SELECT regexp_like(word, word) FROM samples
SELECT regexp_like(phrase, word) FROM samples
SELECT regexp_like(word, word, word) FROM samples
SELECT regexp_match(flag, flag) FROM samples
SELECT regexp_match(bytes, bytes) FROM samples
SELECT regexp_match(lookup, lookup) FROM samples
SELECT regexp_match(whole, whole, whole) FROM samples
SELECT regexp_match(moment, whole, whole) FROM samples
SELECT regexp_replace(whole, whole, whole) FROM samples
SELECT regexp_replace(moment, whole, whole) FROM samples
SELECT regexp_replace(whole, whole, whole, whole) FROM samples
SELECT regexp_replace(whole, whole, numbers, whole) FROM samples
SELECT regr_avgx(small, small) FROM samples
SELECT regr_avgx(single, small) FROM samples
SELECT regr_avgy(small, small) FROM samples
SELECT regr_avgy(single, small) FROM samples
SELECT regr_count(small, small) FROM samples
SELECT regr_count(single, small) FROM samples
SELECT regr_intercept(small, small) FROM samples
SELECT regr_intercept(single, small) FROM samples
SELECT regr_r2(small, small) FROM samples
SELECT regr_r2(single, small) FROM samples
SELECT regr_slope(small, small) FROM samples
SELECT regr_slope(single, small) FROM samples
SELECT regr_sxx(small, small) FROM samples
SELECT regr_sxx(single, small) FROM samples
SELECT regr_sxy(small, small) FROM samples
SELECT regr_sxy(single, small) FROM samples
SELECT regr_syy(small, small) FROM samples
SELECT regr_syy(single, small) FROM samples
SELECT repeat(word, small) FROM samples
SELECT repeat(phrase, small) FROM samples
SELECT replace(word, word, word) FROM samples
SELECT reverse(flag) FROM samples
SELECT reverse(phrase) FROM samples
SELECT reverse(words) FROM samples
SELECT right(flag, small) FROM samples
SELECT right(bytes, whole) FROM samples
SELECT round(small) FROM samples
SELECT round(single) FROM samples
SELECT round(small, small) FROM samples
SELECT round(single, small) FROM samples
SELECT row(flag) FROM samples
SELECT row(bytes) FROM samples
SELECT row(lookup) FROM samples
SELECT row(flag, flag) FROM samples
SELECT row(bytes, bytes) FROM samples
SELECT row(lookup, lookup) FROM samples
SELECT row(whole, whole, whole) FROM samples
SELECT row(moment, whole, whole) FROM samples
SELECT row(whole, whole, whole, whole) FROM samples
SELECT row(whole, whole, numbers, whole) FROM samples
SELECT row(whole, whole, whole, whole, whole) FROM samples
SELECT row(whole, whole, whole, numbers, whole) FROM samples
SELECT row(whole, whole, whole, whole, whole, whole) FROM samples
SELECT row(whole, whole, whole, whole, numbers, whole) FROM samples
SELECT row_number() OVER (ORDER BY whole) FROM samples
SELECT rpad(flag, small) FROM samples
SELECT rpad(bytes, whole) FROM samples
SELECT rpad(whole, whole, whole) FROM samples
SELECT rpad(moment, whole, whole) FROM samples
SELECT rtrim(word) FROM samples
SELECT rtrim(phrase) FROM samples
SELECT rtrim(word, word) FROM samples
SELECT rtrim(phrase, word) FROM samples
SELECT sha224(word) FROM samples
SELECT sha224(phrase) FROM samples
SELECT sha224(bytes) FROM samples
SELECT sha256(word) FROM samples
SELECT sha256(phrase) FROM samples
SELECT sha256(bytes) FROM samples
SELECT sha384(word) FROM samples
SELECT sha384(phrase) FROM samples
SELECT sha384(bytes) FROM samples
SELECT sha512(word) FROM samples
SELECT sha512(phrase) FROM samples
SELECT sha512(bytes) FROM samples
SELECT signum(small) FROM samples
SELECT signum(single) FROM samples
SELECT sin(small) FROM samples
SELECT sin(single) FROM samples
SELECT sinh(small) FROM samples
SELECT sinh(single) FROM samples
SELECT split_part(word, word, whole) FROM samples
SELECT sqrt(small) FROM samples
SELECT sqrt(single) FROM samples
SELECT starts_with(word, word) FROM samples
SELECT starts_with(phrase, word) FROM samples
SELECT stddev(small) FROM samples
SELECT stddev(single) FROM samples
SELECT stddev_pop(small) FROM samples
SELECT stddev_pop(single) FROM samples
SELECT stddev_samp(small) FROM samples
SELECT stddev_samp(single) FROM samples
SELECT string_agg(flag, flag) FROM samples
SELECT string_agg(bytes, bytes) FROM samples
SELECT string_agg(lookup, lookup) FROM samples
SELECT string_to_array(word, word) FROM samples
SELECT string_to_array(phrase, word) FROM samples
SELECT string_to_array(word, word, word) FROM samples
SELECT string_to_list(word, word) FROM samples
SELECT string_to_list(phrase, word) FROM samples
SELECT string_to_list(word, word, word) FROM samples
SELECT strpos(word, word) FROM samples
SELECT strpos(phrase, word) FROM samples
SELECT struct(flag) FROM samples
SELECT struct(bytes) FROM samples
SELECT struct(lookup) FROM samples
SELECT struct(flag, flag) FROM samples
SELECT struct(bytes, bytes) FROM samples
SELECT struct(lookup, lookup) FROM samples
SELECT struct(whole, whole, whole) FROM samples
SELECT struct(moment, whole, whole) FROM samples
SELECT struct(whole, whole, whole, whole) FROM samples
SELECT struct(whole, whole, numbers, whole) FROM samples
SELECT struct(whole, whole, whole, whole, whole) FROM samples
SELECT struct(whole, whole, whole, numbers, whole) FROM samples
SELECT struct(whole, whole, whole, whole, whole, whole) FROM samples
SELECT struct(whole, whole, whole, whole, numbers, whole) FROM samples
SELECT substr(word, small) FROM samples
SELECT substr(phrase, small) FROM samples
SELECT substr(word, whole, whole) FROM samples
SELECT substr_index(whole, whole, whole) FROM samples
SELECT substr_index(moment, whole, whole) FROM samples
SELECT substring(word, small) FROM samples
SELECT substring(phrase, small) FROM samples
SELECT substring(word, whole, whole) FROM samples
SELECT substring_index(whole, whole, whole) FROM samples
SELECT substring_index(moment, whole, whole) FROM samples
SELECT sum(small) FROM samples
SELECT sum(single) FROM samples
SELECT sum(span) FROM samples
SELECT tan(small) FROM samples
SELECT tan(single) FROM samples
SELECT tanh(small) FROM samples
SELECT tanh(single) FROM samples
SELECT to_char(word, flag) FROM samples
SELECT to_char(moment, flag) FROM samples
SELECT to_date(flag) FROM samples
SELECT to_date(bytes) FROM samples
SELECT to_date(lookup) FROM samples
SELECT to_date(flag, flag) FROM samples
SELECT to_date(bytes, bytes) FROM samples
SELECT to_date(lookup, lookup) FROM samples
SELECT to_date(whole, whole, whole) FROM samples
SELECT to_date(moment, whole, whole) FROM samples
SELECT to_date(whole, whole, whole, whole) FROM samples
SELECT to_date(whole, whole, numbers, whole) FROM samples
SELECT to_date(whole, whole, whole, whole, whole) FROM samples
SELECT to_date(whole, whole, whole, numbers, whole) FROM samples
SELECT to_date(whole, whole, whole, whole, whole, whole) FROM samples
SELECT to_date(whole, whole, whole, whole, numbers, whole) FROM samples
SELECT to_hex(small) FROM samples
SELECT to_hex(whole) FROM samples
SELECT to_hex(natural) FROM samples
SELECT to_local_time(moment) FROM samples
SELECT to_local_time(instant) FROM samples
SELECT to_time(flag) FROM samples
SELECT to_time(bytes) FROM samples
SELECT to_time(lookup) FROM samples
SELECT to_time(flag, flag) FROM samples
SELECT to_time(bytes, bytes) FROM samples
SELECT to_time(lookup, lookup) FROM samples
SELECT to_time(whole, whole, whole) FROM samples
SELECT to_time(moment, whole, whole) FROM samples
SELECT to_time(whole, whole, whole, whole) FROM samples
SELECT to_time(whole, whole, numbers, whole) FROM samples
SELECT to_time(whole, whole, whole, whole, whole) FROM samples
SELECT to_time(whole, whole, whole, numbers, whole) FROM samples
SELECT to_time(whole, whole, whole, whole, whole, whole) FROM samples
SELECT to_time(whole, whole, whole, whole, numbers, whole) FROM samples
SELECT to_timestamp(flag) FROM samples
SELECT to_timestamp(bytes) FROM samples
SELECT to_timestamp(lookup) FROM samples
SELECT to_timestamp(flag, flag) FROM samples
SELECT to_timestamp(bytes, bytes) FROM samples
SELECT to_timestamp(lookup, lookup) FROM samples
SELECT to_timestamp(whole, whole, whole) FROM samples
SELECT to_timestamp(moment, whole, whole) FROM samples
SELECT to_timestamp(whole, whole, whole, whole) FROM samples
SELECT to_timestamp(whole, whole, numbers, whole) FROM samples
SELECT to_timestamp(whole, whole, whole, whole, whole) FROM samples
SELECT to_timestamp(whole, whole, whole, numbers, whole) FROM samples
SELECT to_timestamp(whole, whole, whole, whole, whole, whole) FROM samples
SELECT to_timestamp(whole, whole, whole, whole, numbers, whole) FROM samples
SELECT to_timestamp_micros(flag) FROM samples
SELECT to_timestamp_micros(bytes) FROM samples
SELECT to_timestamp_micros(lookup) FROM samples
SELECT to_timestamp_micros(flag, flag) FROM samples
SELECT to_timestamp_micros(bytes, bytes) FROM samples
SELECT to_timestamp_micros(lookup, lookup) FROM samples
SELECT to_timestamp_micros(whole, whole, whole) FROM samples
SELECT to_timestamp_micros(moment, whole, whole) FROM samples
SELECT to_timestamp_micros(whole, whole, whole, whole) FROM samples
SELECT to_timestamp_micros(whole, whole, numbers, whole) FROM samples
SELECT to_timestamp_micros(whole, whole, whole, whole, whole) FROM samples
SELECT to_timestamp_micros(whole, whole, whole, numbers, whole) FROM samples
SELECT to_timestamp_micros(whole, whole, whole, whole, whole, whole) FROM samples
SELECT to_timestamp_micros(whole, whole, whole, whole, numbers, whole) FROM samples
SELECT to_timestamp_millis(flag) FROM samples
SELECT to_timestamp_millis(bytes) FROM samples
SELECT to_timestamp_millis(lookup) FROM samples
SELECT to_timestamp_millis(flag, flag) FROM samples
SELECT to_timestamp_millis(bytes, bytes) FROM samples
SELECT to_timestamp_millis(lookup, lookup) FROM samples
SELECT to_timestamp_millis(whole, whole, whole) FROM samples
SELECT to_timestamp_millis(moment, whole, whole) FROM samples
SELECT to_timestamp_millis(whole, whole, whole, whole) FROM samples
SELECT to_timestamp_millis(whole, whole, numbers, whole) FROM samples
SELECT to_timestamp_millis(whole, whole, whole, whole, whole) FROM samples
SELECT to_timestamp_millis(whole, whole, whole, numbers, whole) FROM samples
SELECT to_timestamp_millis(whole, whole, whole, whole, whole, whole) FROM samples
SELECT to_timestamp_millis(whole, whole, whole, whole, numbers, whole) FROM samples
SELECT to_timestamp_nanos(flag) FROM samples
SELECT to_timestamp_nanos(bytes) FROM samples
SELECT to_timestamp_nanos(lookup) FROM samples
SELECT to_timestamp_nanos(flag, flag) FROM samples
SELECT to_timestamp_nanos(bytes, bytes) FROM samples
SELECT to_timestamp_nanos(lookup, lookup) FROM samples
SELECT to_timestamp_nanos(whole, whole, whole) FROM samples
SELECT to_timestamp_nanos(moment, whole, whole) FROM samples
SELECT to_timestamp_nanos(whole, whole, whole, whole) FROM samples
SELECT to_timestamp_nanos(whole, whole, numbers, whole) FROM samples
SELECT to_timestamp_nanos(whole, whole, whole, whole, whole) FROM samples
SELECT to_timestamp_nanos(whole, whole, whole, numbers, whole) FROM samples
SELECT to_timestamp_nanos(whole, whole, whole, whole, whole, whole) FROM samples
SELECT to_timestamp_nanos(whole, whole, whole, whole, numbers, whole) FROM samples
SELECT to_timestamp_seconds(flag) FROM samples
SELECT to_timestamp_seconds(bytes) FROM samples
SELECT to_timestamp_seconds(lookup) FROM samples
SELECT to_timestamp_seconds(flag, flag) FROM samples
SELECT to_timestamp_seconds(bytes, bytes) FROM samples
SELECT to_timestamp_seconds(lookup, lookup) FROM samples
SELECT to_timestamp_seconds(whole, whole, whole) FROM samples
SELECT to_timestamp_seconds(moment, whole, whole) FROM samples
SELECT to_timestamp_seconds(whole, whole, whole, whole) FROM samples
SELECT to_timestamp_seconds(whole, whole, numbers, whole) FROM samples
SELECT to_timestamp_seconds(whole, whole, whole, whole, whole) FROM samples
SELECT to_timestamp_seconds(whole, whole, whole, numbers, whole) FROM samples
SELECT to_timestamp_seconds(whole, whole, whole, whole, whole, whole) FROM samples
SELECT to_timestamp_seconds(whole, whole, whole, whole, numbers, whole) FROM samples
SELECT to_unixtime(flag) FROM samples
SELECT to_unixtime(bytes) FROM samples
SELECT to_unixtime(lookup) FROM samples
SELECT to_unixtime(flag, flag) FROM samples
SELECT to_unixtime(bytes, bytes) FROM samples
SELECT to_unixtime(lookup, lookup) FROM samples
SELECT to_unixtime(whole, whole, whole) FROM samples
SELECT to_unixtime(moment, whole, whole) FROM samples
SELECT to_unixtime(whole, whole, whole, whole) FROM samples
SELECT to_unixtime(whole, whole, numbers, whole) FROM samples
SELECT to_unixtime(whole, whole, whole, whole, whole) FROM samples
SELECT to_unixtime(whole, whole, whole, numbers, whole) FROM samples
SELECT to_unixtime(whole, whole, whole, whole, whole, whole) FROM samples
SELECT to_unixtime(whole, whole, whole, whole, numbers, whole) FROM samples
SELECT today() FROM samples
SELECT translate(whole, whole, whole) FROM samples
SELECT translate(moment, whole, whole) FROM samples
SELECT trim(word) FROM samples
SELECT trim(phrase) FROM samples
SELECT trim(word, word) FROM samples
SELECT trim(phrase, word) FROM samples
SELECT trunc(small) FROM samples
SELECT trunc(single) FROM samples
SELECT trunc(small, small) FROM samples
SELECT trunc(single, small) FROM samples
SELECT try_cast_to_type(flag, flag) FROM samples
SELECT try_cast_to_type(bytes, bytes) FROM samples
SELECT try_cast_to_type(lookup, lookup) FROM samples
SELECT union_tag(flag) FROM samples
SELECT union_tag(bytes) FROM samples
SELECT union_tag(lookup) FROM samples
SELECT upper(word) FROM samples
SELECT upper(phrase) FROM samples
SELECT uuid() FROM samples
SELECT var(small) FROM samples
SELECT var(single) FROM samples
SELECT var_pop(small) FROM samples
SELECT var_pop(single) FROM samples
SELECT var_population(small) FROM samples
SELECT var_population(single) FROM samples
SELECT var_samp(small) FROM samples
SELECT var_samp(single) FROM samples
SELECT var_sample(small) FROM samples
SELECT var_sample(single) FROM samples
SELECT version() FROM samples
SELECT with_metadata(whole, 'unit', 'km') FROM samples
