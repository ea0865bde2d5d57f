# Somebody who bought now and then begins to come every three weeks: a customer on the way to a client.
firm plain 80 4 2024-02-28
order Jo on 2022-01-15 at 50 EUR
order Jo on 2022-03-02 at 50 EUR
order Jo on 2022-11-20 at 50 EUR
order Jo on 2023-08-05 at 50 EUR
order Jo on 2023-08-29 at 50 EUR
measure
expect Jo kind customer

orders Jo every 21 from 2024-03-04 until 2025-06-30 at 90 EUR
measure
expect Jo trend growing
expect Jo active above 0.9
