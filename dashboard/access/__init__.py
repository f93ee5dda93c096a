"""Who may see what: the gate, signing in, sessions, the policy, scope and the audit trail."""
