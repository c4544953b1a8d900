select department_key as page_key, *
from told_shortfall
order by department_key, fiscal_year desc, subject, anchor
