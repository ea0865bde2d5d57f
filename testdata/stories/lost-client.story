# A monthly client falls silent: slipping after ten weeks, lapsed after a year, and a customer by then.
firm plain 80 2 2024-08-31
orders Ines every 30 from 2022-01-10 until 2024-06-25 at 200 EUR
measure
expect Ines trend slipping
today slipping has Ines

orders Other every 30 from 2023-01-10 until 2025-07-01 at 100 EUR
measure
expect Ines trend lapsed
expect Ines kind customer
expect Ines active below 0.2
today slipping misses Ines
