package demo

import "github.com/clientele-crm/clientele"

// Presets are the firms that can be simulated, in the order in which they are offered.
var Presets = []string{"law", "accounting", "consulting", "marketing", "financial-advice", "health-beauty", "shop", "web-shop", "restaurant", "estate-agency"}

// preset is a kind of firm.
type preset struct {
	currency   string
	zone       string        // where it is: its days
	country    string        // and its telephone numbers
	most       country       // where most accounts are; the United Kingdom where nothing is said
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
	channel  string                   // of its orders; "" is an invoice where clients sign, and else the web
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
	"accounting": {
		currency: "EUR", zone: "Europe/Dublin", country: "IE", most: ireland, letter: "A", firms: .8, abroad: .04, years: 6,
		staff: []string{"Niamh Brady", "Conor Walsh", "Agnes Kowal", "Liam Foley"},
		trades: []trade{
			{
				line: "Bookkeeping & payroll", share: .5,
				fates: []share{{steadyClient, .62}, {neglected, .12}, {caredFor, .04}, {steadyCustomer, .1}, {oneOff, .06}, {enquirer, .06}},
				client: habit{gapDays: 30.4, spread: .08, shape: 14, deathYear: .07, minor: 34_000, budgets: .5, amounts: .12,
					talkDays: 24, theirs: .55, answered: .94},
				customer: habit{gapDays: 120, spread: .4, shape: 1, deathYear: .35, minor: 22_000, budgets: .5, amounts: .5,
					talkDays: 120, theirs: .4, answered: .8},
				goods:   []good{{"BKP", "Bookkeeping of the month"}, {"PAY", "Payroll"}, {"VAT", "VAT return"}},
				engaged: clientele.Retainer, feeMinor: 34_000,
			},
			{
				line: "Annual accounts", share: .75,
				fates: []share{{steadyClient, .58}, {neglected, .06}, {caredFor, .04}, {steadyCustomer, .14}, {oneOff, .14}, {enquirer, .04}},
				client: habit{gapDays: 365, spread: .03, shape: 80, deathYear: .06, minor: 185_000, budgets: .5, amounts: .15,
					talkDays: 75, theirs: .45, answered: .93},
				customer: habit{gapDays: 420, spread: .3, shape: 1, deathYear: .3, minor: 120_000, budgets: .5, amounts: .4,
					talkDays: 200, theirs: .35, answered: .8},
				goods:   []good{{"ACC", "Annual accounts"}, {"RET", "Tax return"}, {"SEC", "Company secretarial"}},
				channel: invoice, busy: .7, peak: 280,
			},
			{
				line: "Tax advice", share: .3,
				fates: []share{{steadyClient, .08}, {neglected, .03}, {caredFor, .05}, {steadyCustomer, .34}, {oneOff, .34}, {enquirer, .16}},
				client: habit{gapDays: 91, spread: .3, shape: 6, deathYear: .1, minor: 95_000, budgets: .5, amounts: .4,
					talkDays: 40, theirs: .5, answered: .93},
				customer: habit{gapDays: 260, spread: .5, shape: 1, deathYear: .3, minor: 58_000, budgets: .6, amounts: .6,
					talkDays: 150, theirs: .4, answered: .8},
				goods:   []good{{"ADV", "Advice"}, {"AUD", "Tax audit"}, {"SUC", "Handing on a business"}},
				channel: invoice, busy: .2, peak: 330,
			},
		},
	},
	"consulting": {
		currency: "USD", zone: "America/Chicago", country: "US", most: unitedStates, letter: "C", firms: .96, abroad: .1, years: 5,
		staff: []string{"Dana Whitfield", "Marcus Lee", "Ines Romero"},
		trades: []trade{{
			share: 1,
			fates: []share{{steadyClient, .26}, {neglected, .12}, {caredFor, .08}, {steadyCustomer, .22}, {oneOff, .18}, {enquirer, .14}},
			client: habit{gapDays: 42, spread: .35, shape: 6, deathYear: .14, minor: 1_650_000, budgets: .6, amounts: .35,
				talkDays: 12, theirs: .48, answered: .95},
			customer: habit{gapDays: 240, spread: .5, shape: 1, deathYear: .35, minor: 980_000, budgets: .6, amounts: .6,
				talkDays: 70, theirs: .35, answered: .85},
			goods:   []good{{"DAY", "Days of consulting"}, {"WSH", "Workshop"}, {"STU", "Study"}, {"TRA", "Training"}, {"EXP", "Travel and expenses"}},
			engaged: clientele.Project, feeMinor: 750_000, busy: .25, peak: 300,
		}},
	},
	"marketing": {
		currency: "GBP", zone: "Europe/London", country: "GB", letter: "M", firms: .92, abroad: .12, years: 4,
		staff: []string{"Zoe Farrant", "Kit Osei", "Leila Haddad", "Owen Price"},
		trades: []trade{
			{
				line: "Retainers", share: .45,
				fates: []share{{contracted, .5}, {steadyClient, .14}, {neglected, .1}, {caredFor, .06}, {steadyCustomer, .1}, {enquirer, .1}},
				client: habit{gapDays: 30.4, spread: .1, shape: 10, deathYear: .2, minor: 240_000, budgets: .5, amounts: .2,
					talkDays: 9, theirs: .5, answered: .95},
				customer: habit{gapDays: 140, spread: .4, shape: 1, deathYear: .4, minor: 130_000, budgets: .5, amounts: .5,
					talkDays: 60, theirs: .4, answered: .8},
				goods:   []good{{"SOC", "Social media of the month"}, {"SEA", "Search advertising"}, {"TXT", "Texts"}, {"REP", "Report"}},
				channel: invoice, feeMinor: 220_000,
				terms: []term{{clientele.Retainer, .7, 12, 1, 4, .9, false}, {clientele.Subscription, .3, 3, 1, 7, .85, false}},
			},
			{
				line: "Projects", share: .65,
				fates: []share{{steadyClient, .1}, {neglected, .05}, {caredFor, .06}, {steadyCustomer, .3}, {oneOff, .34}, {enquirer, .15}},
				client: habit{gapDays: 60, spread: .35, shape: 5, deathYear: .2, minor: 640_000, budgets: .6, amounts: .4,
					talkDays: 16, theirs: .45, answered: .94},
				customer: habit{gapDays: 170, spread: .5, shape: 1, deathYear: .4, minor: 410_000, budgets: .6, amounts: .6,
					talkDays: 75, theirs: .35, answered: .8},
				goods:   []good{{"WEB", "Website"}, {"CAM", "Campaign"}, {"BRA", "Brand design"}, {"VID", "Film"}},
				channel: invoice, busy: .3, peak: 290,
			},
		},
	},
	"financial-advice": {
		currency: "CAD", zone: "America/Toronto", country: "CA", most: canada, letter: "F", firms: .1, abroad: .03, years: 6,
		staff: []string{"Grace Tremblay", "Arjun Mehta", "Simone Roy"},
		trades: []trade{
			{
				line: "Pensions & investments", share: .6,
				fates: []share{{steadyClient, .56}, {neglected, .14}, {caredFor, .06}, {steadyCustomer, .1}, {oneOff, .06}, {enquirer, .08}},
				client: habit{gapDays: 91.3, spread: .05, shape: 30, deathYear: .05, minor: 46_000, budgets: .8, amounts: .15,
					talkDays: 70, theirs: .4, answered: .96},
				customer: habit{gapDays: 300, spread: .4, shape: 1, deathYear: .2, minor: 28_000, budgets: .8, amounts: .5,
					talkDays: 220, theirs: .35, answered: .85},
				goods:   []good{{"ADV", "Advice fee"}, {"PLA", "Financial plan"}, {"FND", "Fund commission"}},
				engaged: clientele.Mandate, feeMinor: 15_000, busy: .1, peak: 55,
			},
			{
				line: "Insurance", share: .5,
				fates: []share{{contracted, .55}, {steadyCustomer, .2}, {oneOff, .13}, {enquirer, .12}},
				client: habit{gapDays: 365, spread: .1, shape: 40, deathYear: .06, minor: 32_000, budgets: .5, amounts: .2,
					talkDays: 160, theirs: .55, answered: .93},
				customer: habit{gapDays: 280, spread: .5, shape: 1, deathYear: .2, minor: 21_000, budgets: .5, amounts: .5,
					talkDays: 250, theirs: .5, answered: .85},
				goods:   []good{{"LIF", "Life cover commission"}, {"HOM", "Home cover commission"}, {"DIS", "Disability cover commission"}},
				channel: "commission", feeMinor: 2_900,
				terms: []term{{clientele.Subscription, 1, 12, 1, 9, .9, true}},
			},
			{
				line: "Mortgages", share: .25,
				fates: []share{{steadyCustomer, .18}, {oneOff, .52}, {enquirer, .3}},
				client: habit{gapDays: 365, spread: .2, shape: 10, deathYear: .1, minor: 280_000, budgets: .4, amounts: .3,
					talkDays: 120, theirs: .45, answered: .93},
				customer: habit{gapDays: 700, spread: .4, shape: 1, deathYear: .15, minor: 290_000, budgets: .4, amounts: .4,
					talkDays: 180, theirs: .45, answered: .85},
				goods:   []good{{"MOR", "Mortgage commission"}, {"REN", "Renewal of a mortgage"}},
				channel: "commission", busy: .3, peak: 130,
			},
		},
	},
	"health-beauty": {
		currency: "USD", zone: "America/New_York", country: "US", most: unitedStates, letter: "H", firms: .02, abroad: .02, years: 3,
		staff: []string{"Carmen", "Yuki", "Della", "Rosa"},
		trades: []trade{
			{
				line: "Treatments", share: .96,
				fates: []share{{steadyClient, .34}, {neglected, .12}, {caredFor, .05}, {steadyCustomer, .24}, {oneOff, .22}, {enquirer, .03}},
				client: habit{gapDays: 31, spread: .3, shape: 7, deathYear: .18, minor: 8_500, budgets: .4, amounts: .25,
					talkDays: 60, theirs: .6, answered: .95},
				customer: habit{gapDays: 100, spread: .5, shape: 1, deathYear: .5, minor: 6_900, budgets: .4, amounts: .4,
					talkDays: 240, theirs: .5, answered: .85},
				goods:   []good{{"CUT", "Cut and style"}, {"COL", "Colour"}, {"FAC", "Facial"}, {"MAS", "Massage, 60 minutes"}, {"MAN", "Manicure"}},
				channel: "till", busy: .12, peak: 345,
			},
			{
				line: "Products", share: .35,
				fates:    []share{{steadyClient, .1}, {neglected, .04}, {caredFor, .04}, {steadyCustomer, .44}, {oneOff, .38}},
				client:   habit{gapDays: 56, spread: .3, shape: 6, deathYear: .2, minor: 5_200, budgets: .4, amounts: .3, returns: .01},
				customer: habit{gapDays: 120, spread: .5, shape: 1, deathYear: .5, minor: 3_600, budgets: .4, amounts: .5, returns: .02},
				goods:    []good{{"SHA", "Shampoo"}, {"CRE", "Day cream"}, {"OIL", "Body oil"}, {"GIF", "Gift voucher"}},
				channel:  "till", busy: .4, peak: 350,
			},
		},
	},
	"web-shop": {
		currency: "EUR", zone: "Europe/Berlin", country: "DE", most: germany, letter: "W", firms: .07, abroad: .3, years: 3,
		staff: []string{"Jule", "Timo"},
		trades: []trade{{
			share: 1,
			fates: []share{{steadyClient, .05}, {neglected, .02}, {caredFor, .02}, {steadyCustomer, .37}, {oneOff, .52}, {enquirer, .02}},
			client: habit{gapDays: 33, spread: .3, shape: 7, deathYear: .2, minor: 9_400, budgets: .5, amounts: .35,
				talkDays: 150, theirs: .7, answered: .9, returns: .05},
			customer: habit{gapDays: 110, spread: .7, shape: 1, deathYear: .55, minor: 5_800, budgets: .6, amounts: .6,
				talkDays: 500, theirs: .8, answered: .8, returns: .12},
			goods: []good{{"COF-1000", "Coffee beans, 1 kg"}, {"FIL-0100", "Paper filters, 100"}, {"GRI-0020", "Hand grinder"},
				{"CUP-0006", "Cups, set of six"}, {"KET-0001", "Kettle"}, {"SUB-0003", "Tasting box"}},
			busy: .5, peak: 338,
		}},
	},
	"restaurant": {
		currency: "EUR", zone: "Europe/Paris", country: "FR", most: france, letter: "R", firms: .12, abroad: .1, years: 3,
		staff: []string{"Claire", "Bastien", "Amina"},
		trades: []trade{
			{
				line: "Dining", share: .95,
				fates: []share{{steadyClient, .14}, {neglected, .06}, {caredFor, .04}, {steadyCustomer, .4}, {oneOff, .34}, {enquirer, .02}},
				client: habit{gapDays: 13, spread: .35, shape: 6, deathYear: .15, minor: 8_200, budgets: .4, amounts: .35,
					talkDays: 35, theirs: .75, answered: .97},
				customer: habit{gapDays: 58, spread: .5, shape: 1, deathYear: .45, minor: 9_600, budgets: .4, amounts: .45,
					talkDays: 120, theirs: .8, answered: .95},
				goods:   []good{{"DIN", "Dinner"}, {"LUN", "Lunch"}, {"WIN", "Wine"}, {"TAS", "Tasting menu"}},
				channel: "till", busy: .15, peak: 180,
			},
			{
				line: "Catering & parties", share: .14,
				fates: []share{{steadyClient, .12}, {neglected, .03}, {caredFor, .03}, {steadyCustomer, .27}, {oneOff, .35}, {enquirer, .2}},
				client: habit{gapDays: 61, spread: .3, shape: 6, deathYear: .15, minor: 145_000, budgets: .5, amounts: .4,
					talkDays: 25, theirs: .55, answered: .96},
				customer: habit{gapDays: 220, spread: .5, shape: 1, deathYear: .35, minor: 190_000, budgets: .5, amounts: .5,
					talkDays: 90, theirs: .6, answered: .9},
				goods:   []good{{"BUF", "Buffet"}, {"PAR", "Party menu"}, {"STA", "Service staff"}, {"ROO", "Room"}},
				channel: invoice, busy: .4, peak: 345,
			},
		},
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
