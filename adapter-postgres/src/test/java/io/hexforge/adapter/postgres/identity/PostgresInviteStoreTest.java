package io.hexforge.adapter.postgres.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.Invite;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.InviteStore;
import io.hexforge.ports.driven.identity.InviteStoreContract;
import io.hexforge.ports.driven.identity.MemberStore;
import io.hexforge.ports.driven.identity.TestActors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class PostgresInviteStoreTest implements InviteStoreContract {
    @AutoClose
    private static final Database database = TestDatabases.migrated();

    @Override
    public InviteStore invites() {
        return new PostgresInviteStore(database);
    }

    @Override
    public AccountStore accounts() {
        return new PostgresAccountStore(database);
    }

    @Override
    public MemberStore members() {
        return new PostgresMemberStore(database);
    }

    /// As when the database goes away between the two.
    @Test
    void stays_open_when_the_membership_cannot_be_stored() {
        var by = actors().newcomer();
        var email = new EmailAddress(TestActors.IDS.next() + "@example.org");
        var hash = SecretHash.of(email.value());
        var invite = new Invite(TestActors.IDS.next(), by.tenantId(), email, Role.MEMBER, hash, by.userId(), NOW);
        invites().add(invite);
        var ofNobody = new Membership(by.tenantId(), TestActors.IDS.next(), Role.MEMBER, NOW);

        assertThatExceptionOfType(PortException.class)
                .isThrownBy(() -> invites().accept(invite.id(), ofNobody, NOW));

        assertThat(invites().find(hash)).contains(invite);
    }

    @Override
    public TestActors actors() {
        return new PostgresActors(database);
    }
}
