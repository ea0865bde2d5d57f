package evidence

import (
	"strings"
	"testing"
)

// What was called off, given back, never paid or thrown away is no sale in any language,
// and an order that stands remains one.
func TestStatesThatAreNoSale(t *testing.T) {
	const none = "cancelled|canceled|VOID|voided|Draft|failed|refunded|deleted|removed|Duplicate|uncollectible|written off|Write-off|aborted|denied|withdrawn|revoked|timed out|bounced|invalid|discarded|" +
		"storniert|Entwurf|fehlgeschlagen|erstattet|zurückerstattet|rückerstattet|gelöscht|ungültig|verworfen|zurückgezogen|uneinbringlich|abgewiesen|hinfällig|" +
		"annulé|Annulée|brouillon|échoué|remboursée|supprimée|rejetée|refusée|abandonnée|irrécouvrable|invalide|" +
		"cancelado|anulada|borrador|fallido|reembolsado|eliminado|descartada|incobrable|denegada|inválido|" +
		"annullato|bozza|fallito|rimborsato|eliminata|scartata|rifiutato|insoluto|negato|" +
		"Cancelada|rascunho|falhou|falhado|Excluído|recusada|descartado|estornada|negada|" +
		"geannuleerd|concept|mislukt|terugbetaald|verwijderd|vervallen|geweigerd|oninbaar|ongeldig|" +
		"anulowane|szkic|nieudane|zwrócone|usunięte|nieważna|wersja robocza|" +
		"makulerad|utkast|misslyckad|raderad|borttagen|slettet|annulleret|kladde|poistettu|mitätöity|" +
		"zrušeno|smazáno|neplatná|vymazané|törölt|érvénytelen|șters|silindi|geçersiz|удалён|удалена|аннулирован|видалено|изтрит|διαγράφηκε|已作废|已删除|削除|無効|삭제"
	for _, word := range strings.Split(none, "|") {
		if s := saleStateOf(folded(word)); s != stateNoSale && s != stateUndone && s != stateBack {
			t.Errorf("%q counts as a sale: %v", word, s)
		}
	}
	for _, word := range strings.Split("not cancelled|nicht storniert|paid|Bezahlt|payée|pagado|Concluído|betaald|zapłacono|betald|zaplaceno|fizetve|оплачен|已付款|delivered|in progress|Validated|validée|válida", "|") {
		if s := saleStateOf(folded(word)); s == stateNoSale || s == stateUndone || s == stateBack {
			t.Errorf("%q counts as none: %v", word, s)
		}
	}
}

// A column of yes and no that calls rows off is read in many languages and marks, and said
// with its count; what a free note says of a row is said, and read from nowhere.
func TestWhatIsCalledOffIsSaid(t *testing.T) {
	for _, c := range []toldFile{
		{"yes", "order,date,customer,total,Cancelled\n1,2026-01-05,Ann,10.00,no\n2,2026-01-09,Bo,25.00,no\n3,2026-02-05,Ann,20.00,yes\n", "Ann 1/10.00; Bo 1/25.00", "“Cancelled” says of 1 row that it is no sale"},
		{"TRUE", "Receipt No,Sale Date,Client,Amount,Void\n1,2026-01-05,Ann,10.00,FALSE\n2,2026-01-09,Bo,25.00,TRUE\n3,2026-02-05,Ann,20.00,TRUE\n", "Ann 1/10.00", "“Void” says of 2 rows that they are no sale"},
		{"a cross", "Kunde;Datum;Betrag;Storno\nMeier;05.01.2026;10,00;\nHuber;06.01.2026;25,00;\nMeier;07.02.2026;20,00;x\n", "Huber 1/25.00; Meier 1/10.00", "“Storno” says of 1 row"},
		{"tak", "Klient;Data;Kwota;Anulowane\nNowak;2026-01-05;10,00;nie\nKowal;2026-01-06;25,00;nie\nNowak;2026-02-07;20,00;tak\n", "Kowal 1/25.00; Nowak 1/10.00", ""},
		{"sim", "Cliente;Data;Valor;Cancelada?\nSilva;05/01/2026;10,00;Não\nCosta;06/01/2026;25,00;Não\nSilva;07/02/2026;20,00;Sim\n", "Costa 1/25.00; Silva 1/10.00", ""},
		{"a day", "order,date,customer,total,Canceled at\n1,2026-01-05,Ann,10.00,\n2,2026-01-09,Bo,25.00,\n3,2026-02-05,Ann,20.00,2026-02-06\n", "Ann 1/10.00; Bo 1/25.00", "“Canceled at” says of 1 row"},
		{"deleted", "id,created_at,customer,total,deleted_at\n1,2026-01-05,Ann,10.00,\n2,2026-01-09,Bo,25.00,\n3,2026-02-05,Ann,20.00,2026-02-06 10:00:00\n", "Ann 1/10.00; Bo 1/25.00", ""},
		{"да", "Клиент;Дата;Сумма;Отменён\nИванов;05.01.2026;10,00;нет\nПетров;16.01.2026;25,00;нет\nИванов;07.02.2026;20,00;да\n", "Иванов 1/10.00; Петров 1/25.00", ""},
		{"paid or not", "invoice,date,customer,total,Paid?\n1,2026-01-05,Ann,10.00,yes\n2,2026-01-09,Bo,25.00,no\n", "Ann 1/10.00; Bo 1/25.00", ""},
		{"a note", "order,date,customer,total,Notes\n1,2026-01-05,Ann,10.00,not cancelled after all\n2,2026-01-09,Bo,25.00,leave at door\n3,2026-02-05,Ann,20.00,CANCELLED by phone\n4,2026-02-09,Bo,5.00,order VOID - duplicate\n", "Ann 2/30.00; Bo 2/30.00", "Rows with “CANCELLED by phone” (1) and “order VOID - duplicate” (1) are called off in “Notes”, and nothing is read from there: they count as the other rows, with 25.00"},
		{"a note of a refund", "Date,Customer,Amount,Memo\n2026-01-05,Ann,100.00,\n2026-01-06,Bo,50.00,\n2026-01-20,Ann,20.00,refund for damaged item\n", "Ann 2/120.00; Bo 1/50.00", "are called off in “Memo”"},
	} {
		c.try(t, Options{})
	}
}
