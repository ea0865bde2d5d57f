package view

import "github.com/clientele-crm/clientele/page"

type (
	Words      = page.Words
	Link       = page.Link
	Count      = page.Count
	Choice     = page.Choice
	Upload     = page.Upload
	FieldFault = page.FieldFault
	Done       = page.Done
	Undo       = page.Undo
	Flash      = page.Flash
	MenuItem   = page.MenuItem
	Input      = page.Input
	InputFault = page.InputFault
	Field      = page.Field
)
