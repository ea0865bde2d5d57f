# At a kiosk all buy as chance has it: one who was often there is a good customer, and nobody is called a client.
firm memoryless 120 4 2025-06-30
order Max on 2025-01-03 at 5 EUR
order Max on 2025-01-20 at 5 EUR
order Max on 2025-01-22 at 5 EUR
order Max on 2025-02-28 at 5 EUR
order Max on 2025-03-09 at 5 EUR
order Max on 2025-05-15 at 5 EUR
order Max on 2025-05-16 at 5 EUR
order Max on 2025-06-11 at 5 EUR
measure
expect Max kind customer
expect Max enough true
expect Max active above 0.7
expect T00001 kind customer
expect T00002 kind customer
expect T00003 kind customer
