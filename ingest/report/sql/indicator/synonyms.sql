select indicator_key as page_key, phrase, is_whole
from synonym
inner join indicator_page using (indicator_key)
order by page_key, is_whole desc, phrase
