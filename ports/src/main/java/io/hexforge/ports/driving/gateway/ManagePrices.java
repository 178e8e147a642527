package io.hexforge.ports.driving.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.JsonValue;
import io.hexforge.domain.Page;
import io.hexforge.domain.Violation;
import io.hexforge.domain.gateway.BuiltInPrices;
import io.hexforge.domain.gateway.PriceFile;
import io.hexforge.domain.gateway.PriceTable;
import io.hexforge.domain.gateway.PriceTable.Listed;
import io.hexforge.domain.gateway.PricedModel;
import io.hexforge.ports.driven.gateway.PriceStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Lists what models cost and hold, and imports such tables. Safe for concurrent use.
///
/// What is imported is in force on this node when the method returns, on others within about a second.
public final class ManagePrices {
    private final PriceStore store;
    private final PriceBook book;
    private final Ids ids;

    public ManagePrices(PriceStore store, PriceBook book, Ids ids) {
        this.store = store;
        this.book = book;
        this.ids = ids;
    }

    public sealed interface Outcome {
        /// @param shape of the file: `genai-prices`, `litellm` or `models.dev`
        /// @param added rows that said something new
        /// @param unchanged rows that said what was known
        /// @param skipped models of providers that Hexforge does not know
        record Imported(String shape, int added, int unchanged, int skipped) implements Outcome {}

        record Invalid(List<Violation> violations) implements Outcome {}

        /// The actor does not administer the installation.
        record Forbidden() implements Outcome {}
    }

    /// @param provider only this one's; null for all
    /// @param query what the model's name must contain; null for any
    /// @param at when; null for now
    public record Filter(
            @Nullable String provider,
            @Nullable String query,
            @Nullable Instant at) {}

    /// {@return models, by provider and name}
    public Page<Listed> list(Filter filter, Page.Request request) {
        Instant at = filter.at() == null ? ids.clock().instant() : filter.at();
        String provider = filter.provider() == null
                ? null
                : PriceFile.provider(filter.provider()).orElse("");
        String query = filter.query() == null ? "" : filter.query().toLowerCase(Locale.ROOT);
        List<Listed> found = book.table().list(at).stream()
                .filter(each -> provider == null || each.facts().provider().equals(provider))
                .filter(each -> each.facts().model().toLowerCase(Locale.ROOT).contains(query))
                .toList();
        int from = 0;
        if (request.after() != null) {
            while (from < found.size() && !key(found.get(from)).equals(request.after())) {
                from++;
            }
            from = Math.min(from + 1, found.size());
        }
        List<Listed> items = found.subList(from, Math.min(found.size(), from + request.limit()));
        boolean more = from + items.size() < found.size();
        return new Page<>(items, more ? key(items.getLast()) : null);
    }

    /// Adds what a file says and is not known yet.
    ///
    /// @param file in a shape that [PriceFile] reads
    /// @param validFrom when it begins to hold; null for now
    public Outcome importFile(Actor actor, JsonValue file, @Nullable Instant validFrom) {
        if (!actor.systemAdmin()) {
            return new Outcome.Forbidden();
        }
        // Look-ups go by the millisecond: what holds from now on must not begin within it.
        Instant now = ids.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        Instant from = validFrom == null ? now : validFrom;
        return switch (PriceFile.parse(file, from, ids)) {
            case PriceFile.Invalid(List<Violation> violations) -> new Outcome.Invalid(violations);
            case PriceFile.Read(String shape, List<PricedModel> rows, int skipped) -> {
                int added = add(rows);
                yield new Outcome.Imported(shape, added, rows.size() - added, skipped);
            }
        };
    }

    /// An import that another one got in the way of is weighed again, against what is known then.
    private int add(List<PricedModel> rows) {
        while (true) {
            long version = store.version();
            var known = new PriceTable(BuiltInPrices.rows(), store.all());
            // A model is taken with all its rows or not at all: a later one may say again what was so before.
            Set<Model> changed =
                    rows.stream().filter(row -> !known.says(row)).map(Model::of).collect(Collectors.toSet());
            List<PricedModel> fresh =
                    rows.stream().filter(row -> changed.contains(Model.of(row))).toList();
            if (fresh.isEmpty() || store.add(fresh, version)) {
                book.refresh();
                return fresh.size();
            }
        }
    }

    private record Model(String provider, String name) {
        static Model of(PricedModel row) {
            return new Model(row.provider(), row.model());
        }
    }

    /// A model keeps its place in a list that is being read while prices are imported.
    private static UUID key(Listed listed) {
        String name = listed.facts().provider() + "/" + listed.facts().model();
        return UUID.nameUUIDFromBytes(name.getBytes(UTF_8));
    }
}
