select department_key as page_key, *
from failed_check
order by department_key, place, fiscal_year desc, subject
