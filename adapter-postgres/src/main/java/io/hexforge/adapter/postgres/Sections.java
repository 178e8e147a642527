package io.hexforge.adapter.postgres;

import io.hexforge.domain.JsonValue.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What an area holds about a user, as records to be handed over: a query for each section, whose columns are the
/// fields. A column that is not named there is not handed over.
///
/// @param queries by section, in order; `:user_id` is the user
public record Sections(Map<String, String> queries) {
    public List<String> names() {
        return List.copyOf(queries.keySet());
    }

    public List<JsonObject> records(Database database, UUID userId, String section, int offset, int limit) {
        String query = queries.get(section);
        if (query == null) {
            throw new IllegalArgumentException("there is no section " + section);
        }
        return database.asSystem(handle -> handle.createQuery(
                        "select row_to_json(r)::text from (" + query + " limit :limit offset :offset) r")
                .bind("user_id", userId)
                .bind("limit", limit)
                .bind("offset", offset)
                .mapTo(String.class)
                .map(JsonColumn::readObject)
                .list());
    }
}
