select * from told_shortfall
order by fiscal_year desc, department_key, subject, anchor
