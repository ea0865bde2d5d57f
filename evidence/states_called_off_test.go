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
