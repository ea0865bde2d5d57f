# Who comes once a year is not lost eleven months after the last visit, and is after five.
firm yearly 80 2 2025-05-28
orders Anna every 365 from 2014-07-01 until 2024-07-10 at 300 EUR
orders Gone every 365 from 2010-06-01 until 2020-06-10 at 300 EUR
measure
expect Anna kind client
expect Anna trend steady
expect Anna active above 0.6
today slipping misses Anna
expect Gone trend lapsed
expect Gone kind customer
