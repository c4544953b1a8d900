"""The audit's own reading of printed numbers, as DuckDB macros: told apart from the extractor's."""

from __future__ import annotations

# 2,500 · ６．６５ · 百分之九十五 · 一亿二千万 · 2.15 (the second clause's 15) · 1亿2000万 · 居首位
MACROS = r"""
create or replace temp macro half_width(printed) as
    translate(printed, '０１２３４５６７８９．，（）：；', '0123456789.,():;');

create or replace temp macro number_of(digits) as
    try_cast(replace(digits, ',', '') as decimal(38, 6));

create or replace temp macro numbers_in_digits(printed) as
    list_transform(
        regexp_extract_all(printed, '\d{1,3}(?:,\d{3})+(?:\.\d+)?\b|\d+(?:\.\d+)?'),
        lambda digits: number_of(digits)
    );

-- behind the number of a clause: 1.≥10000;2.15 has 15, where the name or another clause is numbered
create or replace temp macro numbers_behind_numbering(printed, name) as
    case
        when regexp_matches(printed, '(^|[;。,，、\s])\d{1,2}[.、)].*[;。,，、\s]\d{1,2}[.、)]')
            or regexp_matches(name, '^\(?\d{1,2}[.、)．]')
            then list_transform(
                regexp_extract_all(printed, '(?:^|[;。,，、\s])\d{1,2}\.(\d[\d,]*(?:\.\d+)?)', 1),
                lambda digits: number_of(digits)
            )
        else []
    end;

-- 1亿2000万 is 12000 of 万
create or replace temp macro power_of(word) as
    case word
        when '十' then 10 when '百' then 100 when '千' then 1000 when '万' then 10000
        when '亿' then 100000000 else 1
    end;

create or replace temp macro compounds_in(printed) as
    list_transform(
        regexp_extract_all(printed, '\d+(?:\.\d+)?[亿万千]\d{1,4}(?:\.\d+)?[万千]'),
        lambda words: number_of(regexp_extract(words, '^[\d.]+'))
            * power_of(regexp_extract(words, '[亿万千]'))
            / power_of(right(words, 1))
            + number_of(regexp_extract(words, '([\d.]+).$', 1))
    );

-- 三千五 is 3500: `last` is the power before the final digit
create or replace temp macro number_of_words(words) as (
    list_reduce(
        list_transform(
            string_split(words, ''),
            lambda word: {
                'word': word, 'total': 0::hugeint, 'section': 0::hugeint, 'digit': 0::hugeint,
                'last': 1::hugeint
            }
        ),
        lambda read, next: case
            when next.word in ('十', '百', '千') then {
                'word': next.word,
                'total': read.total,
                'section': read.section + greatest(read.digit, 1) * power_of(next.word),
                'digit': 0::hugeint,
                'last': power_of(next.word)::hugeint
            }
            when next.word in ('万', '亿') then {
                'word': next.word,
                'total': case
                    when next.word = '万' then read.total + (read.section + read.digit) * 10000
                    else (read.total + read.section + read.digit) * 100000000
                end,
                'section': 0::hugeint,
                'digit': 0::hugeint,
                'last': power_of(next.word)::hugeint
            }
            else {
                'word': next.word,
                'total': read.total,
                'section': read.section,
                'digit': (instr('一二三四五六七八九', translate(next.word, '两', '二')))::hugeint,
                'last': case when next.word in ('零', '〇') then 1::hugeint else read.last end
            }
        end,
        {
            'word': '', 'total': 0::hugeint, 'section': 0::hugeint, 'digit': 0::hugeint,
            'last': 1::hugeint
        }
    )
);

create or replace temp macro readings_of(words) as
    list_transform(
        [
            number_of_words(regexp_extract(words, '^[^点]+')),
            number_of_words(regexp_extract(words, '^[^点]*[^点万亿]'))
        ],
        lambda read: read.total + read.section
            + case when read.last >= 100 then read.digit * read.last // 10 else read.digit end
            + coalesce(number_of('0.' || translate(
                nullif(regexp_extract(words, '点(.+)$', 1), ''),
                '零〇一二两三四五六七八九', '001223456789'
            )), 0)
    );

create or replace temp macro numbers_in_words(printed) as
    flatten(list_transform(
        -- 万 alone, of 0.10万元, is no number
        regexp_extract_all(
            printed,
            '[零〇一二两三四五六七八九十百千][零〇一二两三四五六七八九十百千万亿]*'
            || '(?:点[零〇一二三四五六七八九]+)?'
        ),
        lambda words: readings_of(words)
    ));

-- whether a value is printed: most are in plain digits, the other readings cost more
create or replace temp macro is_printed(value, operator, printed, name) as
    case
        when list_contains(numbers_in_digits(half_width(printed)), abs(value)) then true
        when list_contains(numbers_in_digits(replace(half_width(printed), ',', '')), abs(value))
            then true
        when list_contains(numbers_behind_numbering(half_width(printed), name), abs(value))
            then true
        when list_contains(compounds_in(half_width(printed)), abs(value)) then true
        when list_contains(numbers_in_words(printed), abs(value)) then true
        else operator = 'rank' and value = 1 and regexp_matches(printed, '首|冠|榜')
    end;

-- the power of ten between a printed amount and 万元, by the unit beside its digits, or NULL
create or replace temp macro printed_power(printed) as
    case regexp_extract(half_width(printed), '\d(十万元|百万元|千万元|千元|万元?|亿元?|元)', 1)
        when '元' then -4 when '千元' then -1 when '万元' then 0 when '万' then 0
        when '十万元' then 1 when '百万元' then 2 when '千万元' then 3
        when '亿元' then 4 when '亿' then 4
    end;

-- the same by the precision that the amount was read with: half a unit of its last printed digit
create or replace temp macro read_power(printed, rounding_wan) as
    round(log10(rounding_wan * 2))::int
        + length(regexp_extract(half_width(printed), '\d\.(\d+)', 1));

create or replace temp macro printed_amount(printed, rounding_wan) as
    try_cast(number_of(regexp_extract(half_width(printed), '[\d,]+(?:\.\d+)?')) as decimal(24, 6))
        * case coalesce(printed_power(printed), read_power(printed, rounding_wan))
            when -4 then 0.0001 when -1 then 0.1 when 0 then 1 when 1 then 10 when 2 then 100
            when 3 then 1000 when 4 then 10000
        end::decimal(9, 4);
"""
