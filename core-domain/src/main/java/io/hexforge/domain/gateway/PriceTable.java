package io.hexforge.domain.gateway;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds what is known of a model at an instant. Immutable; case does not matter in names.
///
/// A name is first looked for as it is, then among the aliases, the longest prefix counting, then without a date or
/// `-latest` at its end. Of a model's rows the newest that has begun counts; an imported one counts before a built-in
/// one of the same instant, and what a row does not say is taken from those before it.
public final class PriceTable {
    /// Clients name models as they like: a name longer than this is no model's, and is not looked for.
    public static final int MAX_NAME = 300;

    private static final Pattern DATED = Pattern.compile("(.+)(?:[-@](?:\\d{4}-\\d{2}-\\d{2}|\\d{8})|-latest)");
    /// Where else models are looked for that a provider resells, by the first part of their names.
    private static final Map<String, String> VENDORS = Map.of(
            "openai", "openai",
            "anthropic", "anthropic",
            "google", "gemini",
            "mistralai", "mistral",
            "deepseek", "deepseek",
            "x-ai", "xai",
            "cohere", "cohere",
            "perplexity", "perplexity",
            "moonshotai", "moonshot");

    private static final Comparator<Version> OLDEST_FIRST = Comparator.comparing(
                    (Version version) -> version.row().validFrom())
            .thenComparing(Version::imported)
            .thenComparing(version -> version.row().id());

    private final Map<String, Models> providers;

    private record Version(PricedModel row, boolean imported) {}

    /// @param versions by model, oldest first
    /// @param names model by alias
    /// @param prefixes model by beginning of its name
    private record Models(
            Map<String, List<Version>> versions, Map<String, String> names, Map<String, String> prefixes) {
        Models() {
            this(new HashMap<>(), new HashMap<>(), new HashMap<>());
        }
    }

    /// What was found.
    ///
    /// @param until when to look again; null if never
    public record Found(ModelFacts facts, @Nullable Instant until) {}

    public PriceTable(Collection<PricedModel> builtIn, Collection<PricedModel> imported) {
        var tables = new HashMap<String, Models>();
        builtIn.forEach(row -> add(tables, row, false));
        imported.forEach(row -> add(tables, row, true));
        tables.values().forEach(models -> models.versions().values().forEach(each -> each.sort(OLDEST_FIRST)));
        this.providers = Map.copyOf(tables);
    }

    private static void add(Map<String, Models> tables, PricedModel row, boolean imported) {
        Models models = tables.computeIfAbsent(row.provider(), provider -> new Models());
        String model = folded(row.model());
        models.versions().computeIfAbsent(model, name -> new ArrayList<>()).add(new Version(row, imported));
        for (String alias : row.aliases()) {
            String name = folded(alias);
            if (name.endsWith("*")) {
                models.prefixes().put(name.substring(0, name.length() - 1), model);
            } else {
                models.names().put(name, model);
            }
        }
    }

    /// {@return what is known of `model` at `provider` at an instant, and until when that holds}
    public Found find(String provider, String model, Instant at) {
        if (model.length() > MAX_NAME) {
            return new Found(ModelFacts.unknown(provider, model), null);
        }
        return versions(provider, folded(model))
                .map(versions -> inForce(provider, model, versions, at))
                .orElseGet(() -> new Found(ModelFacts.unknown(provider, model), null));
    }

    /// What is known of a model under its own name.
    ///
    /// @param validFrom when the newest row that counts began to hold
    /// @param imported whether that row was imported
    public record Listed(ModelFacts facts, Instant validFrom, boolean imported) {}

    /// {@return every model of which something is known at an instant, by provider and name}
    public List<Listed> list(Instant at) {
        var listed = new ArrayList<Listed>();
        providers.forEach((provider, models) -> models.versions().values().forEach(versions -> {
            Version newest = null;
            for (Version version : versions) {
                newest = version.row().validFrom().isAfter(at) ? newest : version;
            }
            if (newest != null) {
                PricedModel row = newest.row();
                listed.add(new Listed(
                        inForce(provider, row.model(), versions, at).facts(), row.validFrom(), newest.imported()));
            }
        }));
        listed.sort(Comparator.comparing((Listed each) -> each.facts().provider())
                .thenComparing(each -> each.facts().model()));
        return listed;
    }

    /// {@return whether a row would change nothing: all that it says holds at its beginning already}
    public boolean says(PricedModel row) {
        ModelFacts known = find(row.provider(), row.model(), row.validFrom()).facts();
        Price price = row.price();
        return (row.contextWindow() == null || row.contextWindow().equals(known.contextWindow()))
                && (row.maxOutputTokens() == null || row.maxOutputTokens().equals(known.maxOutputTokens()))
                && (row.capabilities() == null || row.capabilities().equals(known.capabilities()))
                && (price == null || (known.price() != null && price.sameRates(known.price())))
                && namesKnown(row);
    }

    private boolean namesKnown(PricedModel row) {
        Models models = providers.get(row.provider());
        if (models == null) {
            return false;
        }
        String model = named(models, folded(row.model()));
        return row.aliases().stream()
                .map(alias -> alias.endsWith("*") ? alias.substring(0, alias.length() - 1) : alias)
                .allMatch(alias -> Objects.equals(named(models, folded(alias)), model));
    }

    private Optional<List<Version>> versions(String provider, String name) {
        Optional<List<Version>> own = ofProvider(provider, name);
        if (own.isPresent()) {
            return own;
        }
        int slash = name.indexOf('/');
        if (provider.equals("openrouter") && slash > 0) {
            String vendor = VENDORS.get(name.substring(0, slash));
            return vendor == null ? Optional.empty() : ofProvider(vendor, name.substring(slash + 1));
        }
        return provider.equals("azure-openai") ? ofProvider("openai", name) : Optional.empty();
    }

    private Optional<List<Version>> ofProvider(String provider, String name) {
        Models models = providers.get(provider);
        if (models == null) {
            return Optional.empty();
        }
        String model = named(models, name);
        if (model == null || isEverything(models, model)) {
            var dated = DATED.matcher(name);
            String undated = dated.matches() ? named(models, dated.group(1)) : null;
            model = undated == null ? model : undated;
        }
        return Optional.ofNullable(model).map(models.versions()::get);
    }

    private static boolean isEverything(Models models, String model) {
        return model.equals(models.prefixes().get(""));
    }

    private static @Nullable String named(Models models, String name) {
        if (models.versions().containsKey(name)) {
            return name;
        }
        String aliased = models.names().get(name);
        for (int length = name.length(); aliased == null && length >= 0; length--) {
            aliased = models.prefixes().get(name.substring(0, length));
        }
        return aliased;
    }

    private static Found inForce(String provider, String model, List<Version> versions, Instant at) {
        Instant until = null;
        var begun = new ArrayList<PricedModel>();
        for (Version version : versions.reversed()) {
            if (version.row().validFrom().isAfter(at)) {
                until = version.row().validFrom();
            } else {
                begun.add(version.row());
            }
        }
        var facts = new ModelFacts(
                provider,
                model,
                newest(begun, PricedModel::contextWindow),
                newest(begun, PricedModel::maxOutputTokens),
                newest(begun, PricedModel::capabilities),
                newest(begun, PricedModel::price));
        return new Found(facts, until);
    }

    private static <T> @Nullable T newest(List<PricedModel> begun, Function<PricedModel, @Nullable T> fact) {
        for (PricedModel row : begun) {
            T value = fact.apply(row);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
