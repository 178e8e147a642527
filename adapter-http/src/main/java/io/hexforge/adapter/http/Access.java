package io.hexforge.adapter.http;

import io.hexforge.domain.Scope;

/// Who may call a route.
public sealed interface Access {
    /// Everybody.
    record Public() implements Access {}

    /// Whoever shows a credential with this scope.
    record Scoped(Scope scope) implements Access {}

    /// Clients on this machine without, others with a credential that has this scope. Behind a trusted proxy
    /// everybody comes from this machine, so that then everybody needs the scope.
    record LocalOrScoped(Scope scope) implements Access {}

    /// Somebody who is logged in; API keys are refused.
    ///
    /// @param fresh whether they must have proved a factor within the last minutes
    record Person(boolean fresh) implements Access {}

    static Access everybody() {
        return new Public();
    }

    static Access scope(Scope scope) {
        return new Scoped(scope);
    }

    static Access localOrScope(Scope scope) {
        return new LocalOrScoped(scope);
    }

    /// For what belongs to a person and not to their programs, such as their sessions.
    static Access person() {
        return new Person(false);
    }

    /// For what a stolen token must not change, such as a password.
    static Access freshPerson() {
        return new Person(true);
    }
}
