package evidence

// Deals of other customer managers: those won are orders.
var dealShapes = []shape{
	{name: "HubSpot deals", door: "orders",
		has: []string{"dealname", "dealstage", "amount|amountincompanycurrency", "closedate", "recordid|dealid|pipeline|dealowner"},
		fields: map[string]string{
			"account": "associatedcompany|associatedcompanyprimary|primaryassociatedcompany|associatedcompanyids|associatedcontact|associatedcontactids", "at": "closedate", "order": "recordid|dealid", "amount": "amount|amountincompanycurrency",
			"currency": "currency|dealcurrencycode", "status": "dealstage", "text": "dealname", "name": "associatedcompany|associatedcompanyprimary|primaryassociatedcompany|associatedcontact", "email": ""},
		says: "Deals that are won count, on the day on which they closed."},

	{name: "Salesforce opportunities", door: "orders",
		has: []string{"opportunityid|opportunityname|opportunityowner", "accountname|accountid", "stage|stagename", "amount", "closedate"},
		fields: map[string]string{
			"account": "accountid|accountname", "name": "accountname", "at": "closedate", "order": "opportunityid|id", "amount": "amount", "currency": "amountcurrency|opportunitycurrency|currencyisocode|currency", "status": "stage|stagename",
			"text": "opportunityname"},
		says: "Opportunities that are won count, on the day on which they closed."},

	{name: "Pipedrive deals", door: "orders",
		has: []string{"dealid|dealtitle", "dealstatus", "dealvalue", "dealorganization|dealcontactperson|organizationname|personname"},
		fields: map[string]string{
			"account": "dealorganization|organizationname|dealcontactperson|personname", "name": "dealorganization|organizationname|dealcontactperson|personname", "at": "dealwontime|dealdealclosedon|dealclosedon|dealdealcreated", "order": "dealid",
			"amount": "dealvalue", "currency": "dealcurrencyofvalue|dealcurrency", "status": "dealstatus", "text": "dealtitle", "email": "personemail|personemailwork"},
		states: map[string]saleState{"open": stateNoSale, "won": stateSold, "lost": stateNoSale, "deleted": stateNoSale, "archived": stateNoSale},
		says:   "Deals that are won count, on the day on which they were won."},
}
