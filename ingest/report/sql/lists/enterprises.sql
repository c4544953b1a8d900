select
    enterprises.*,
    labels.label_zh as statistic_zh,
    labels.label_en as statistic_en,
    case enterprises.statistic
        when 'stock' then 'high_tech_enterprises'
        when 'certified' then 'high_tech_enterprises_certified'
        when 'newly_certified' then 'high_tech_enterprises_newly_certified'
        when 'applied' then 'high_tech_enterprises_applied'
        when 'net_increase' then 'high_tech_enterprises_net_increase'
        else 'high_tech_enterprises_added'
    end as indicator_key,
    '家' as unit
from mart_high_tech_enterprises as enterprises
left join dim_code as labels
    on enterprises.statistic = labels.code and labels.code_set = 'enterprise_statistic'
left join dim_district as districts using (district_key)
order by
    list_position(['province', 'city', 'district'], districts.level),
    enterprises.district_key,
    enterprises.statistic <> 'stock',
    enterprises.statistic,
    enterprises.fiscal_year
