package io.hexforge.adapter.cli;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driving.identity.CreateUsers;
import io.hexforge.ports.driving.identity.CreateUsers.Outcome;
import org.jspecify.annotations.Nullable;

/// The accounts of the Hexforge inside this process.
public record InProcessPeople(Actor actor, CreateUsers createUsers) implements People {
    @Override
    public Person create(
            String email, Secret password, @Nullable String username, @Nullable String fullName, boolean admin) {
        return person(
                createUsers.create(actor, new CreateUsers.Wanted(email, password, username, fullName, admin), null));
    }

    @Override
    public Person claimOperator(String email, Secret password) {
        return person(createUsers.claimOperator(actor, email, password, null));
    }

    private static Person person(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Made(User user) ->
                new Person(
                        user.id().toString(),
                        user.username(),
                        user.email() == null ? null : user.email().value(),
                        user.systemAdmin());
            case Outcome.Refused(var violations) -> throw CommandFailed.of(violations);
            case Outcome.Forbidden() -> throw new CommandFailed("only who administers the installation makes users");
            case Outcome.Claimed() -> throw new CommandFailed("the operator has an address already; it can log in");
        };
    }
}
