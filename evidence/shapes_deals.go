package evidence

import (
	"github.com/clientele-crm/clientele"
)

// Deals of other customer managers: those won are orders.
var dealShapes = []shape{
	{name: "HubSpot deals", door: "orders", wonOnly: true,
		has: []string{hubspotDeal, hubspotStage, hubspotAmount, hubspotClose},
		fields: map[string]string{
			"account": "associatedcompany|associatedcompanyprimary|primaryassociatedcompany|associatedcompanyids|zugeordnetesunternehmen|associatedcontact|associatedcontactids", "at": hubspotClose, "order": "recordid|dealid|datensatzid", "amount": hubspotAmount,
			"currency": "currency|dealcurrencycode", "status": hubspotStage, "text": hubspotDeal, "name": "associatedcompany|associatedcompanyprimary|primaryassociatedcompany|associatedcontact", "email": ""},
		says: clientele.Tell("evidence.says-deals-closed")},

	{name: "Salesforce opportunities", door: "orders", wonOnly: true,
		has: []string{"opportunityid|opportunityname|opportunityowner", "accountname|accountid", "stage|stagename", "amount", "closedate"},
		fields: map[string]string{
			"account": "accountid|accountname", "name": "accountname", "at": "closedate", "order": "opportunityid|id", "amount": "amount", "currency": "amountcurrency|opportunitycurrency|currencyisocode|currency", "status": "stage|stagename",
			"text": "opportunityname"},
		says: clientele.Tell("evidence.says-opportunities")},

	{name: "Pipedrive deals", door: "orders", wonOnly: true,
		has: []string{"dealid|dealtitle", "dealstatus", "dealvalue", "dealorganization|dealcontactperson|organizationname|personname"},
		fields: map[string]string{
			"account": "dealorganization|organizationname|dealcontactperson|personname", "name": "dealorganization|organizationname|dealcontactperson|personname", "at": "dealwontime|dealdealclosedon|dealclosedon|dealdealcreated", "order": "dealid",
			"amount": "dealvalue", "currency": "dealcurrencyofvalue|dealcurrency", "status": "dealstatus", "text": "dealtitle", "email": "personemail|personemailwork"},
		states: map[string]saleState{"open": stateNoSale, "won": stateSold, "lost": stateNoSale, "deleted": stateNoSale, "archived": stateNoSale},
		says:   clientele.Tell("evidence.says-deals-won")},
}

// The labels of HubSpot's properties in English, German, French, Spanish, Italian and Dutch.
const (
	hubspotDeal   = "dealname|nomdelatransaction|nombredelnegocio|nomedellatrattativa|dealnaam"
	hubspotStage  = "dealstage|dealphase|phasedelatransaction|etapadelnegocio|fasedellatrattativa|dealfase"
	hubspotAmount = "amount|amountincompanycurrency|betrag|montant|importe|cantidad|importo|bedrag"
	hubspotClose  = "closedate|abschlussdatum|datedefermeture|datedecloture|fechadecierre|datadichiusura|sluitingsdatum"
)
