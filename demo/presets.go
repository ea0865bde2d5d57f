package demo

import "github.com/clientele-crm/clientele"

// Presets are the firms that can be simulated, in the order in which they are offered.
var Presets = []string{"law", "shop", "estate-agency"}

// preset is a kind of firm.
type preset struct {
	currency   string
	zone       string        // where it is: its days
	country    string        // and its telephone numbers
	letter     string        // leads the account's key
	firms      float64       // share of the accounts that are firms, not people
	abroad     float64       // share of the accounts in another country
	years      float64       // how far back the books go
	older      float64       // years before the books began in which relationships began too: the log is cut off
	alike      float64       // share of the accounts that are of one kind in all their lines
	ties       float64       // what each further line of an account makes of its hazard to leave; 0: nothing
	prices     float64       // by how much they rise each New Year
	shock      float64       // the level to which all buying falls for half a year; 0: never
	shockBegan clientele.Day // so many days before the end of the books
	staff      []string
	trades     []trade
}

// trade is one line of business: whom it attracts, and how they buy.
type trade struct {
	line     clientele.Line
	share    float64 // of the accounts that have dealings in it
	fates    []share // what becomes of a relationship; the shares sum to 1
	client   habit
	customer habit
	goods    []good
	engaged  clientele.EngagementKind // what clients sign; "" where nothing is signed
	terms    []term                   // what those under contract sign
	feeMinor float64                  // the middle fee of an engagement, a month
	busy     float64                  // how much more is bought at the height of the season: .15 is about 15 %
	peak     clientele.Day            // the day of the year of that height
	billed   int                      // every so many months all is billed, on their last day; 0: on any day
}

type share struct {
	fate  fate
	share float64
}

// habit is how one kind of relationship behaves.
type habit struct {
	gapDays   float64 // the middle gap between orders
	spread    float64 // how far accounts differ in it: the sigma of its logarithm
	shape     int     // k of the gamma gaps: 1 is memoryless, 8 is clockwork
	deathYear float64 // the hazard of ending, a year
	leaves    float64 // the chance that an order was the last
	turnYear  float64 // the hazard of turning into the other kind, a year, for who is changeable
	minor     float64 // the middle amount of an order
	budgets   float64 // how far accounts differ in it: the sigma of its logarithm
	related   float64 // the power of the rate of buying by which the amount grows
	amounts   float64 // how far orders differ: the sigma of the logarithm
	talkDays  float64 // the middle gap between contacts; 0 for none
	theirs    float64 // share of the contacts that they begin
	answered  float64 // share of those that are answered
	returns   float64 // share of orders that come back
}

type good struct {
	product, text string
}

var presets = map[string]preset{
	"law": {
		currency: "GBP", zone: "Europe/London", country: "GB", letter: "L", firms: .55, abroad: .06, years: 4,
		staff: []string{"Helen Marsh", "Tom Okafor", "Priya Nair", "Daniel Weiss", "Ruth Calder"},
		trades: []trade{{
			share: 1,
			fates: []share{{steadyClient, .34}, {neglected, .12}, {caredFor, .08}, {steadyCustomer, .18}, {oneOff, .22}, {enquirer, .06}},
			client: habit{gapDays: 34, spread: .35, shape: 6, deathYear: .06, minor: 185_000, budgets: .5, amounts: .35,
				talkDays: 19, theirs: .46, answered: .95},
			customer: habit{gapDays: 210, spread: .5, shape: 1, deathYear: .3, minor: 64_000, budgets: .5, amounts: .7,
				talkDays: 160, theirs: .3, answered: .8, returns: .01},
			goods: []good{{"ADV", "Advice"}, {"CON", "Contract review"}, {"EMP", "Employment matter"}, {"CVY", "Conveyancing"},
				{"WIL", "Will and probate"}, {"DIS", "Dispute"}, {"COS", "Company secretarial"}},
			engaged: clientele.Retainer, feeMinor: 120_000, busy: .1, peak: 80,
		}},
	},
	"shop": {
		currency: "EUR", zone: "Europe/Dublin", country: "IE", letter: "S", firms: .18, abroad: .35, years: 4,
		staff: []string{"Marta", "Jonas", "Aoife"},
		trades: []trade{{
			share: 1,
			fates: []share{{steadyClient, .06}, {neglected, .03}, {caredFor, .03}, {steadyCustomer, .45}, {oneOff, .38}, {enquirer, .05}},
			client: habit{gapDays: 27, spread: .3, shape: 5, deathYear: .1, minor: 31_000, budgets: .5, amounts: .3,
				talkDays: 45, theirs: .5, answered: .92, returns: .02},
			customer: habit{gapDays: 95, spread: .6, shape: 1, deathYear: .45, minor: 5_400, budgets: .5, amounts: .6,
				talkDays: 260, theirs: .25, answered: .7, returns: .06},
			goods: []good{{"TEA-01", "Loose leaf tea, 250 g"}, {"MUG-04", "Stoneware mug"}, {"CAN-11", "Beeswax candle"},
				{"LIN-07", "Linen tea towel"}, {"BAS-02", "Willow basket"}, {"JAM-03", "Damson jam"}, {"SOA-09", "Olive oil soap"}},
			busy: .35, peak: 345,
		}},
	},
	"estate-agency": {
		currency: "GBP", zone: "Europe/London", country: "GB", letter: "E", firms: .2, abroad: .08, years: 4,
		staff: []string{"Sophie Lane", "Imran Qureshi", "Beth Holloway", "Callum Reid"},
		trades: []trade{
			{
				line: "Lettings & management", share: .42,
				fates: []share{{steadyClient, .62}, {neglected, .14}, {caredFor, .05}, {steadyCustomer, .09}, {oneOff, .06}, {enquirer, .04}},
				client: habit{gapDays: 30.4, spread: .12, shape: 8, deathYear: .08, minor: 38_000, budgets: .5, amounts: .2,
					talkDays: 26, theirs: .5, answered: .93},
				customer: habit{gapDays: 150, spread: .4, shape: 1, deathYear: .35, minor: 16_500, budgets: .5, amounts: .5,
					talkDays: 140, theirs: .35, answered: .75},
				goods:   []good{{"MGT", "Management fee"}, {"INS", "Inspection"}, {"INV", "Inventory"}, {"REP", "Repair, supervised"}},
				engaged: clientele.Mandate, feeMinor: 36_000, busy: .05, peak: 245,
			},
			{
				line: "Sales", share: .6,
				fates: []share{{steadyClient, .02}, {neglected, .01}, {caredFor, .02}, {steadyCustomer, .14}, {oneOff, .51}, {enquirer, .3}},
				client: habit{gapDays: 75, spread: .3, shape: 4, deathYear: .1, minor: 310_000, budgets: .5, amounts: .3,
					talkDays: 24, theirs: .45, answered: .92},
				customer: habit{gapDays: 420, spread: .4, shape: 1, deathYear: .25, minor: 420_000, budgets: .5, amounts: .4,
					talkDays: 70, theirs: .35, answered: .75},
				goods: []good{{"SAL", "Sale commission"}, {"VAL", "Valuation"}, {"PHO", "Photographs and plans"}},
				busy:  .25, peak: 140,
			},
		},
	},
}
