select * from failed_check
order by place, fiscal_year desc, department_key, subject, document_id
