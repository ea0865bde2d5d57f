# A person knows better, until a date, and the measure keeps saying what it measured.
firm shop 120 5 2025-05-31
order Zoe on 2025-04-02 at 25 EUR
overrule Zoe client on 2025-05-31 until 2199-12-31 because she refers half the village
measure
expect Zoe kind client
expect Zoe measured customer
expect Zoe enough false

# A word whose date has passed counts no more: the measure speaks again.
overrule Zoe client on 2025-05-31 until 2025-06-01 because it was only for May
measure
expect Zoe kind customer
