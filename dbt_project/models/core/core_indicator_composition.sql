with

subjects as (

    select
        subject,
        {{ plain_words(half_width('name')) }} as plain_name
    from {{ ref('indicator_subjects') }}

),

statistics as (

    select
        subject,
        coalesce(said, '') as said,
        facet
    from {{ ref('indicator_statistics') }}

),

-- where a subject has its own reading of the words, the common one does not hold for it
read_words as (

    select
        subjects.plain_name,
        subjects.subject,
        statistics.said,
        statistics.facet
    from subjects
    inner join statistics
        on
            subjects.subject = statistics.subject
            or (
                statistics.subject is null
                and not exists (
                    select 1 from {{ ref('indicator_statistics') }} as own
                    where own.subject = subjects.subject and coalesce(own.said, '') = statistics.said
                )
            )

)

select distinct
    read_words.plain_name,
    read_words.said,
    catalogue.indicator_key
from read_words
inner join {{ ref('indicator_catalogue') }} as catalogue
    on
        read_words.subject = catalogue.subject
        and read_words.facet = catalogue.facet
