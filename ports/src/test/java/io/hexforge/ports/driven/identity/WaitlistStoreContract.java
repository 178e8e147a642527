package io.hexforge.ports.driven.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.Page;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.WaitlistEntry;
import io.hexforge.ports.driven.Race;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every [WaitlistStore] does. Tests may share one store.
public interface WaitlistStoreContract {
    Instant NOW = TestKeys.NOW;

    WaitlistStore waitlist();

    @Test
    default void keeps_an_entry_with_all_its_members_and_microseconds() {
        WaitlistEntry entry = entry(address(), "Ada – ü");

        assertThat(waitlist().put(entry)).isEqualTo(entry);

        assertThat(waitlist().find(entry.email())).contains(entry);
        assertThat(waitlist().find(address())).isEmpty();
    }

    @Test
    default void changes_what_an_address_says_but_not_what_was_decided_about_it() {
        WaitlistEntry first = waitlist().put(entry(address(), "Ada"));
        waitlist().approve(first.id(), NOW);
        WaitlistEntry second = entry(first.email(), "Countess");

        WaitlistEntry stored = waitlist().put(second);

        assertThat(stored).isEqualTo(first.approved(NOW).saying(second));
        assertThat(stored.id()).isEqualTo(first.id());
        assertThat(waitlist().find(first.email())).contains(stored);
    }

    @Test
    default void has_one_entry_for_an_address_that_asks_fifty_times_at_once() {
        EmailAddress email = address();

        var ids = Race.ofFifty(i -> waitlist().put(entry(email, "Ada " + i)).id());

        assertThat(ids).containsOnly(ids.getFirst());
    }

    @Test
    default void approves_once_and_tells_what_was_before() {
        WaitlistEntry entry = waitlist().put(entry(address(), "Ada"));

        assertThat(waitlist().approve(entry.id(), NOW)).contains(entry);
        assertThat(waitlist().approve(entry.id(), NOW.plusSeconds(9))).contains(entry.approved(NOW));
        assertThat(waitlist().approve(TestActors.IDS.next(), NOW)).isEmpty();
        assertThat(waitlist().find(entry.email())).contains(entry.approved(NOW));
    }

    @Test
    default void tells_one_of_fifty_approvers_that_it_was_the_first() {
        WaitlistEntry entry = waitlist().put(entry(address(), "Ada"));

        var before = Race.ofFifty(i -> waitlist().approve(entry.id(), NOW).orElseThrow());

        assertThat(before).filteredOn(each -> each.approvedAt() == null).hasSize(1);
    }

    @Test
    default void notes_who_has_joined() {
        WaitlistEntry entry = waitlist().put(entry(address(), "Ada"));

        waitlist().joined(entry.email(), NOW);
        waitlist().joined(address(), NOW);

        assertThat(waitlist().find(entry.email())).contains(entry.joined(NOW));
    }

    @Test
    default void pages_by_id_with_or_without_those_that_were_approved() {
        WaitlistEntry pending = waitlist().put(entry(address(), "Ada"));
        WaitlistEntry approved = waitlist().put(entry(address(), "Bob"));
        waitlist().approve(approved.id(), NOW);

        List<UUID> all = ids(false);

        assertThat(all).contains(pending.id(), approved.id());
        assertThat(all.stream().map(UUID::toString)).isSorted();
        assertThat(ids(true)).contains(pending.id()).doesNotContain(approved.id());
    }

    private List<UUID> ids(boolean pendingOnly) {
        var all = new ArrayList<UUID>();
        Page<WaitlistEntry> page = waitlist().page(pendingOnly, new Page.Request(null, 1));
        page.items().forEach(entry -> all.add(entry.id()));
        while (page.next() != null) {
            page = waitlist().page(pendingOnly, new Page.Request(page.next(), 1));
            page.items().forEach(entry -> all.add(entry.id()));
        }
        return all;
    }

    private static EmailAddress address() {
        return new EmailAddress(TestActors.IDS.next() + "@example.org");
    }

    private static WaitlistEntry entry(EmailAddress email, String name) {
        return new WaitlistEntry(
                TestActors.IDS.next(),
                email,
                name,
                "mathematician",
                "engines",
                null,
                List.of("https://example.org/ada"),
                "friend",
                JsonObject.EMPTY.with("campaign", new JsonString("spring\u0000")),
                NOW,
                null,
                null);
    }
}
