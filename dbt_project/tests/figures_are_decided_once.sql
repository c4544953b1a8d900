-- one decision on what is read of a figure; another is for another reading
select
    document_id,
    fact,
    figure_key,
    field,
    place,
    printed_text,
    was_read
from {{ ref('reviewed_figures') }}
group by document_id, fact, figure_key, field, place, printed_text, was_read
having count(*) > 1
