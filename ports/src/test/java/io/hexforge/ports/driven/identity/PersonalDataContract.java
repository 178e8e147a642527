package io.hexforge.ports.driven.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.identity.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the identity area's personal data does.
public interface PersonalDataContract extends TieStoreContract {
    PersonalData data();

    private List<JsonObject> all(User user) {
        var records = new ArrayList<JsonObject>();
        data().sections().forEach(section -> records.addAll(data().records(user.id(), section, 0, 100)));
        return records;
    }

    @Test
    default void hands_over_what_is_known_of_a_user_and_of_nobody_else() {
        User ada = owner("ada", false);
        User grace = owner("grace", false);

        assertThat(data().sections())
                .contains("account", "memberships", "api_keys")
                .doesNotHaveDuplicates();
        assertThat(data().records(ada.id(), "account", 0, 10))
                .singleElement()
                .satisfies(record -> assertThat(record.string("username")).hasValue("ada"));
        assertThat(data().records(ada.id(), "account", 1, 10)).isEmpty();
        assertThat(all(ada).toString()).doesNotContain(grace.id().toString());
    }

    @Test
    default void erases_a_user_and_leaves_the_others() {
        User ada = owner("ada", false);
        User grace = owner("grace", false);
        User machine = machine(ada.tenantId(), "builder");
        User hers = machine(grace.tenantId(), "other");

        data().erase(ada.id(), Set.of(ada.tenantId()));

        assertThat(accounts().find(machine.id())).isEmpty();
        assertThat(accounts().find(hers.id())).isPresent();

        assertThat(accounts().find(ada.id())).isEmpty();
        assertThat(all(ada)).isEmpty();
        assertThat(accounts().find(grace.id())).hasValue(grace);
        assertThat(accounts().memberships(grace.id())).hasSize(1);
        data().erase(ada.id(), Set.of(ada.tenantId()));
        assertThat(accounts().named("ada")).isEmpty();
    }
}
