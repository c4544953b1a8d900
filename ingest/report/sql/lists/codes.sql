select code_set, code, label_zh, label_en
from dim_code
order by code_set, code
