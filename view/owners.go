package view

import (
	"context"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
)

// addresses are the e-mail addresses of users, by which pages name who looks after an account.
func (h *House) addresses(ctx context.Context) (map[clientele.ID]string, error) {
	users, err := h.Access.Users(ctx)
	if err != nil {
		return nil, err
	}
	all := make(map[clientele.ID]string, len(users))
	for _, u := range users {
		all[u.ID] = u.Email
	}
	return all, nil
}

// user finds a user by number or e-mail address; "" is nobody.
func (h *House) user(ctx context.Context, given string) (access.User, error) {
	if given == "" {
		return access.User{}, nil
	}
	users, err := h.Access.Users(ctx)
	if err != nil {
		return access.User{}, err
	}
	for _, u := range users {
		if strings.EqualFold(u.Email, given) || strconv.FormatInt(int64(u.ID), 10) == given {
			return u, nil
		}
	}
	return access.User{}, refuse(FieldFault{"owner", "there is no such user", "give the e-mail address of somebody who may come in"})
}
