-- What awaits a person, what matters most first; labels are listed as uncatalogued.
select
    queue.queue_no,
    queue.kind,
    kinds.label_zh as kind_zh,
    queue.is_flagship,
    queue.fiscal_year,
    queue.department_key,
    departments.name_zh as department_zh,
    queue.document_id,
    queue.indicator_value_id,
    queue.label,
    queue.printed_text,
    queue.was_read,
    queue.unit,
    queue.why
from mart_review_queue as queue
left join dim_department as departments using (department_key)
left join dim_code as kinds on queue.kind = kinds.code and kinds.code_set = 'review_kind'
where queue.kind <> 'uncatalogued'
order by queue.queue_no
