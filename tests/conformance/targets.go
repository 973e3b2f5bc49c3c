package conformance

// Push targets are for phones; the document and the SDK leave them out, so all of this is
// plain HTTP.
var targets = []Scenario{
	{"a push target belongs to the user and the account shows it", func(s *S) {
		me := s.user()
		response := s.pushTarget(me)
		equal("the kind", response.at("providerType"), "push")
		equal("the owner", response.at("userId"), me.id)
		equal("expired", response.json["expired"], false)
		account := s.raw().as(me).get("/account").ok(200)
		equal("the number of targets", len(account.json["targets"].([]any)), 2)
	}},
	{"a push target can be renewed", func(s *S) {
		me := s.user()
		target := s.pushTarget(me)
		identifier := word()
		response := s.raw().as(me).put("/account/targets/"+target.at("$id")+"/push", fields{"identifier": identifier}).ok(200)
		equal("the identifier", response.at("identifier"), identifier)
	}},
	{"a push target can be deleted, once", func(s *S) {
		me := s.user()
		path := "/account/targets/" + s.pushTarget(me).at("$id") + "/push"
		s.raw().as(me).delete(path).ok(204)
		s.raw().as(me).delete(path).rejected(404, "user_target_not_found").saying("The target could not be found.")
	}},
	{"an identifier is a target once", func(s *S) {
		me := s.user()
		target := s.pushTarget(me)
		s.raw().as(me).post("/account/targets/push", fields{"targetId": "unique()", "identifier": target.at("identifier")}).
			rejected(409, "user_target_already_exists")
		s.raw().as(s.user()).post("/account/targets/push", fields{"targetId": "unique()", "identifier": target.at("identifier")}).
			rejected(409, "user_target_already_exists")
	}},
	{"a push target cannot be renewed with the identifier of another one", func(s *S) {
		s.seenUntil(v17)
		me := s.user()
		taken, id := s.pushTarget(me).at("identifier"), s.pushTarget(me).at("$id")
		s.raw().as(me).put("/account/targets/"+id+"/push", fields{"identifier": taken}).rejected(500, "general_unknown")
	}},
	{"a push target that stays as it is keeps its date", func(s *S) {
		s.seenUntil(v17)
		me := s.user()
		target := s.pushTarget(me)
		s.later()
		same := s.raw().as(me).put("/account/targets/"+target.at("$id")+"/push", fields{"identifier": target.at("identifier")}).ok(200)
		equal("the date", same.at("$updatedAt"), target.at("$updatedAt"))
	}},
	{"a target id is used once", func(s *S) {
		me := s.user()
		id := s.pushTarget(me).at("$id")
		s.raw().as(me).post("/account/targets/push", fields{"targetId": id, "identifier": word()}).rejected(409, "user_target_already_exists")
	}},
	{"a push target of somebody else is not found", func(s *S) {
		id := s.pushTarget(s.user()).at("$id")
		s.raw().as(s.user()).put("/account/targets/"+id+"/push", fields{"identifier": word()}).rejected(404, "user_target_not_found")
	}},
	{"a push target needs a user, and the error names the scope", func(s *S) {
		s.raw().post("/account/targets/push", fields{"targetId": "unique()", "identifier": word()}).
			rejected(401, "general_unauthorized_scope").saying("User (role: guests) " + s.missingScope("targets.write"))
	}},
}

func (s *S) pushTarget(p *person) reply {
	return s.raw().as(p).post("/account/targets/push", fields{"targetId": "unique()", "identifier": word()}).ok(201)
}
