package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.gateway.CachedAnswer;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.Dialect;
import io.hexforge.domain.gateway.FinishReason;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.ProviderCatalogue;
import io.hexforge.domain.gateway.ProviderSettings;
import io.hexforge.domain.gateway.RequestFingerprint;
import io.hexforge.domain.gateway.Route;
import io.hexforge.domain.gateway.RouteHints;
import io.hexforge.domain.gateway.UnsupportedField;
import io.hexforge.ports.driven.gateway.AnswerCache;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Gives answers again that the same tenant got to the same request a short while ago.
///
/// A request may be answered so when it says so (`cache`), or, if it says nothing, when its temperature is 0. It must
/// have a canonical form, because that is what is compared. Safe for concurrent use.
public final class CacheAnswers {
    /// The one header of a client's dialect that has no say in the answer.
    private static final Set<String> HARMLESS_HEADERS = Set.of("anthropic-version");

    private static final Set<FinishReason> WHOLE =
            Set.of(FinishReason.STOP, FinishReason.STOP_SEQUENCE, FinishReason.TOOL_CALLS);

    private final AnswerCache cache;
    private final Duration ttl;

    /// @param ttl how long answers are kept unless the request says; zero switches the cache off
    public CacheAnswers(AnswerCache cache, Duration ttl) {
        this.cache = cache;
        this.ttl = ttl;
    }

    /// What the cache has to say to a request.
    public sealed interface Lookup {
        /// @param route who gave the answer then; no attempts, reason `cache`
        record Hit(Route route, ChatAnswer answer) implements Lookup {}

        /// The answer is not there. Ask for `chat`, so that a canonical answer comes, and `keep` it.
        ///
        /// @param chat the request in its canonical form
        record Miss(InboundChat chat, RequestFingerprint key, Duration ttl) implements Lookup {}

        /// The request is none for the cache.
        record Bypass() implements Lookup {}
    }

    /// Begins to look; what this returns waits for what is found.
    Supplier<Lookup> look(Actor actor, InboundChat chat) {
        if (!allowed(chat)) {
            return Lookup.Bypass::new;
        }
        ChatCall call;
        try {
            call = chat.canonical().get();
        } catch (UnsupportedField onlyTheProviderUnderstands) {
            return Lookup.Bypass::new;
        }
        RouteHints hints = chat.facts().hints();
        RequestFingerprint key = RequestFingerprint.of(actor.tenantId(), hints, call);
        Supplier<Optional<CachedAnswer>> looking = cache.look(key);
        return () -> looking.get()
                .flatMap(CacheAnswers::hit)
                .map(Lookup.class::cast)
                .orElseGet(() -> new Lookup.Miss(
                        new InboundChat(Dialect.CANONICAL, null, chat.facts(), () -> call),
                        key,
                        hints.cacheTtl() == null ? ttl : hints.cacheTtl()));
    }

    /// Keeps the answer to a request that was looked up, if it is one to give again: whole, not withheld, and not
    /// just the word that nothing is set up.
    public void keep(Lookup.Miss miss, Route route, ChatAnswer answer) {
        boolean fromModel = !route.deployment().endpoint().kind().name().equals("offline");
        if (fromModel
                && WHOLE.contains(answer.finishReason())
                && !answer.outputs().isEmpty()) {
            cache.keep(miss.key(), CachedAnswer.of(answer, route.deployment()), miss.ttl());
        }
    }

    private boolean allowed(InboundChat chat) {
        RouteHints hints = chat.facts().hints();
        if (ttl.isZero()
                || hints.rag() != null
                || !HARMLESS_HEADERS.containsAll(chat.headers().keySet())) {
            return false;
        }
        Boolean asked = hints.cache();
        if (asked != null) {
            return asked;
        }
        Double temperature = chat.facts().temperature();
        return temperature != null && temperature == 0;
    }

    /// {@return the answer with its route; empty if another node knew a provider that is not known here}
    private static Optional<Lookup.Hit> hit(CachedAnswer cached) {
        return ProviderCatalogue.find(cached.provider()).map(kind -> {
            var endpoint =
                    new Deployment.Endpoint(kind, cached.connectionId(), null, null, ProviderSettings.NONE, true);
            return new Lookup.Hit(new Route(new Deployment(endpoint, cached.model()), "cache", 0), cached.answer());
        });
    }
}
