-- the statistic that an alias states is that of its indicator
select aliases.*
from {{ ref('indicator_aliases') }} as aliases
left join {{ ref('indicator_catalogue') }} as catalogue
    on aliases.indicator_key = catalogue.indicator_key
where
    aliases.indicator_key is not null
    and (catalogue.statistic is null or catalogue.statistic <> aliases.statistic)
