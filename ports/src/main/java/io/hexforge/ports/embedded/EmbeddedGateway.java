package io.hexforge.ports.embedded;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.gateway.Breaker;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.ProviderCatalogue;
import io.hexforge.domain.gateway.ProviderSettings;
import io.hexforge.domain.gateway.RetryBudget;
import io.hexforge.domain.gateway.RetryPolicy;
import io.hexforge.domain.gateway.RoutingPolicy;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.domain.identity.ApiKeySecret;
import io.hexforge.ports.driven.gateway.AnswerCache;
import io.hexforge.ports.driven.gateway.Upstream;
import io.hexforge.ports.driving.gateway.Accounts;
import io.hexforge.ports.driving.gateway.Attempts;
import io.hexforge.ports.driving.gateway.Budgets;
import io.hexforge.ports.driving.gateway.CacheAnswers;
import io.hexforge.ports.driving.gateway.ChooseRoute;
import io.hexforge.ports.driving.gateway.CompleteChat;
import io.hexforge.ports.driving.gateway.EmbedTexts;
import io.hexforge.ports.driving.gateway.Endpoints;
import io.hexforge.ports.driving.gateway.Flags;
import io.hexforge.ports.driving.gateway.Fleet;
import io.hexforge.ports.driving.gateway.ListModels;
import io.hexforge.ports.driving.gateway.MeterCalls;
import io.hexforge.ports.driving.gateway.ModelDirectory;
import io.hexforge.ports.driving.gateway.PriceBook;
import io.hexforge.ports.driving.gateway.ReadUsage;
import io.hexforge.ports.driving.gateway.Upstreams;
import io.hexforge.ports.driving.identity.Authenticate;
import io.hexforge.ports.driving.identity.FoundInstallation;
import io.hexforge.ports.driving.identity.ManageApiKeys;
import io.hexforge.ports.driving.identity.MeterRequests;
import io.hexforge.ports.inprocess.gateway.InProcessFlagStore;
import io.hexforge.ports.inprocess.gateway.InProcessPriceStore;
import io.hexforge.ports.inprocess.gateway.InProcessProviderStore;
import io.hexforge.ports.inprocess.gateway.InProcessUsageStore;
import io.hexforge.ports.inprocess.gateway.OfflineModel;
import io.hexforge.ports.inprocess.identity.InProcessAccounts;
import io.hexforge.ports.inprocess.ops.AesGcmCipher;
import io.hexforge.ports.inprocess.ops.EncryptionKey;
import io.hexforge.ports.inprocess.ops.InProcessLimitStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// The gateway inside an application: accounts, keys and one model, all in memory. Nothing listens on a port, nothing
/// is written, and no thread outlives its work. Its parts are the use cases themselves, and as safe for concurrent use.
///
/// For other stores or several providers, build the same use cases over other ports, as `UseCases` in `app` does.
///
/// @param operator who administers it, acting without a key
/// @param operatorKey the operator's first API key
/// @param readUsage tells of the last ten thousand calls
public record EmbeddedGateway(
        Actor operator,
        ApiKeySecret operatorKey,
        Authenticate authenticate,
        ManageApiKeys manageApiKeys,
        ListModels listModels,
        CompleteChat completeChat,
        EmbedTexts embedTexts,
        ReadUsage readUsage) {
    private static final int RECORDS = 10_000;
    private static final RetryPolicy RETRIES = new RetryPolicy(2, Duration.ofMillis(250), Duration.ofSeconds(10));

    /// Founds a gateway in front of `model`, which clients call `function/<name>` or by its name alone.
    ///
    /// @param model such as a [FunctionModel]
    public static EmbeddedGateway of(Upstream model, InstantSource clock, SecureRandom random) {
        var ids = new Ids(clock, random);
        var accounts = new InProcessAccounts();
        var founding = new FoundInstallation(accounts, ids, random);
        ApiKeySecret operatorKey = founding.found().orElseThrow();
        var authenticate = new Authenticate(accounts, clock);
        authenticate.refresh();

        var function = new Endpoint(
                ProviderCatalogue.find("function").orElseThrow(), "embedded", null, null, ProviderSettings.NONE, true);
        var cipher = new AesGcmCipher(List.of(EncryptionKey.generate(random)), random);
        var endpoints = new Endpoints(new InProcessProviderStore(), cipher, List.of(function));
        var upstreams = new Upstreams(model, Map.of("local", new NoModels(), "offline", OfflineModel.create()));
        var models =
                new ModelDirectory(upstreams, clock, task -> Thread.ofVirtual().start(task));
        var fleet = new Fleet(Breaker.DEFAULT, clock, random);
        var routes = new ChooseRoute(
                endpoints,
                models,
                RoutingPolicy.DEFAULT,
                RoutingPolicy.DEFAULT,
                ChooseRoute.Known.of(
                        new PriceBook(new InProcessPriceStore(), clock), new Flags(new InProcessFlagStore()), fleet),
                clock,
                random);
        var attempts =
                new Attempts(Timers.DEFAULT, RETRIES, new RetryBudget(0.2, 1, clock), null, fleet, clock, random);
        var limits = new InProcessLimitStore(clock, Timers.DEFAULT.total());
        var meter = new MeterCalls(limits, new MeterRequests(limits, authenticate, 0), new Budgets());
        var usage = new InProcessUsageStore(RECORDS);
        var calls = new Accounts(meter, record -> usage.append(List.of(record)), ids);
        var cache = new CacheAnswers(AnswerCache.none(), Duration.ZERO);
        return new EmbeddedGateway(
                founding.operator(),
                operatorKey,
                authenticate,
                new ManageApiKeys(accounts, authenticate, ids, random),
                new ListModels(routes, models),
                new CompleteChat(routes, upstreams, attempts, calls, cache),
                new EmbedTexts(routes, upstreams, attempts, calls),
                new ReadUsage(usage, clock));
    }
}
