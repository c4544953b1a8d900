-- 发布：这些数截至何时 · As of which publication
select
    publication.as_of as "数据截至（北京时间）",
    publication.publication_id as "发布编号",
    count(*) filter (where ledger.state = 'loaded') as "已发布文件（份）",
    count(*) filter (where ledger.state = 'missing') as "逾期未见文件（份）",
    (select count(*) from marts.fct_indicator_value) as "指标数（条）",
    (select count(*) from marts.fct_budget_line) as "预算金额（条）",
    (
        select count(*) from marts.fct_reconciliation where status = 'fail'
    ) as "勾稽不符（项）",
    publication.warnings as "审计警告（项）"
from publication
cross join marts.mart_document_ledger as ledger
group by publication.as_of, publication.publication_id, publication.warnings
