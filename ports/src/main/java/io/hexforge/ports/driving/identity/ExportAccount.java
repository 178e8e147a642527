package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.ports.driven.identity.PersonalData;
import java.io.IOException;
import java.util.List;

/// Hands users everything that is kept about them, except secrets. Stateless; safe for concurrent use.
public final class ExportAccount {
    private static final int PAGE = 500;

    private final List<PersonalData> areas;

    public ExportAccount(List<PersonalData> areas) {
        this.areas = List.copyOf(areas);
    }

    /// Takes what is handed over, in order.
    public interface Receiver {
        /// What follows belongs to this section.
        void section(String name) throws IOException;

        void record(JsonObject record) throws IOException;
    }

    /// Hands over all that is known of the actor, in slices: no more than a few hundred records are in memory.
    ///
    /// @throws IOException if `receiver` does
    public void to(Receiver receiver, Actor actor) throws IOException {
        for (PersonalData area : areas) {
            for (String section : area.sections()) {
                receiver.section(section);
                int offset = 0;
                List<JsonObject> records;
                do {
                    records = area.records(actor.userId(), section, offset, PAGE);
                    for (JsonObject record : records) {
                        receiver.record(record);
                    }
                    offset += records.size();
                } while (!records.isEmpty());
            }
        }
    }
}
