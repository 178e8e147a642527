package io.hexforge.app;

import io.hexforge.app.config.SessionConfig;
import io.hexforge.app.config.TenancyConfig;
import io.hexforge.domain.Ids;
import io.hexforge.domain.gateway.RetryBudget;
import io.hexforge.domain.gateway.RoutingPolicy;
import io.hexforge.ports.driven.gateway.AnswerCache;
import io.hexforge.ports.driven.gateway.BudgetStore;
import io.hexforge.ports.driven.gateway.FlagStore;
import io.hexforge.ports.driven.gateway.JsonInText;
import io.hexforge.ports.driven.gateway.PriceStore;
import io.hexforge.ports.driven.gateway.ProviderStore;
import io.hexforge.ports.driven.gateway.UsageSpool;
import io.hexforge.ports.driven.gateway.UsageStore;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.ApiKeyStore;
import io.hexforge.ports.driven.ops.Dependency;
import io.hexforge.ports.driven.ops.IdempotencyStore;
import io.hexforge.ports.driven.ops.LimitStore;
import io.hexforge.ports.driven.ops.SecretCipher;
import io.hexforge.ports.driving.gateway.Accounts;
import io.hexforge.ports.driving.gateway.Attempts;
import io.hexforge.ports.driving.gateway.Budgets;
import io.hexforge.ports.driving.gateway.CacheAnswers;
import io.hexforge.ports.driving.gateway.CheapestModel;
import io.hexforge.ports.driving.gateway.ChooseRoute;
import io.hexforge.ports.driving.gateway.CompleteChat;
import io.hexforge.ports.driving.gateway.CompleteVerifiedChat;
import io.hexforge.ports.driving.gateway.DetectProviders;
import io.hexforge.ports.driving.gateway.EmbedTexts;
import io.hexforge.ports.driving.gateway.Endpoints;
import io.hexforge.ports.driving.gateway.Flags;
import io.hexforge.ports.driving.gateway.Fleet;
import io.hexforge.ports.driving.gateway.InspectFleet;
import io.hexforge.ports.driving.gateway.ListModels;
import io.hexforge.ports.driving.gateway.ManageBudgets;
import io.hexforge.ports.driving.gateway.ManageFlags;
import io.hexforge.ports.driving.gateway.ManagePrices;
import io.hexforge.ports.driving.gateway.ManageProviders;
import io.hexforge.ports.driving.gateway.MeterCalls;
import io.hexforge.ports.driving.gateway.ModelDirectory;
import io.hexforge.ports.driving.gateway.PriceBook;
import io.hexforge.ports.driving.gateway.ProbeProviders;
import io.hexforge.ports.driving.gateway.ReadUsage;
import io.hexforge.ports.driving.gateway.RecordUsage;
import io.hexforge.ports.driving.gateway.RotateEncryptionKey;
import io.hexforge.ports.driving.gateway.Upstreams;
import io.hexforge.ports.driving.gateway.VerifyAnswer;
import io.hexforge.ports.driving.identity.Authenticate;
import io.hexforge.ports.driving.identity.FoundInstallation;
import io.hexforge.ports.driving.identity.ManageApiKeys;
import io.hexforge.ports.driving.identity.MeterRequests;
import io.hexforge.ports.driving.job.ResealJobs;
import io.hexforge.ports.driving.job.RunJobs;
import io.hexforge.ports.driving.ops.CheckHealth;
import io.hexforge.ports.driving.ops.CountedLimits;
import io.hexforge.ports.driving.ops.RunOnce;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// All that a client may ask, over one set of driven ports.
record UseCases(
        FoundInstallation foundInstallation,
        Authenticate authenticate,
        CountedLimits limits,
        MeterRequests meterRequests,
        MeterCalls meterCalls,
        Budgets budgets,
        ManageBudgets manageBudgets,
        ManageApiKeys manageApiKeys,
        Endpoints endpoints,
        PriceBook priceBook,
        ManagePrices managePrices,
        Flags flags,
        ManageFlags manageFlags,
        DetectProviders detectProviders,
        ManageProviders manageProviders,
        ListModels listModels,
        ChooseRoute chooseRoute,
        CompleteChat completeChat,
        CacheAnswers cacheAnswers,
        CompleteVerifiedChat completeVerifiedChat,
        EmbedTexts embedTexts,
        RecordUsage recordUsage,
        Fleet fleet,
        InspectFleet inspectFleet,
        ProbeProviders probeProviders,
        ReadUsage readUsage,
        RotateEncryptionKey rotateEncryptionKey,
        RunOnce runOnce,
        Tenancy tenancy,
        SessionCases logins,
        BackgroundWork background,
        Personal personal,
        ProjectCases projects,
        PasswordCases passwords,
        LoginWays loginWays,
        RunJobs runJobs,
        ResealJobs resealJobs,
        CheckHealth checkHealth) {
    /// For choices that are no secret, on threads that must not wait for each other.
    private static final RandomGenerator UNSECRET =
            () -> ThreadLocalRandom.current().nextLong();

    private static final double REPEATS_PER_REQUEST = 0.2;
    private static final double HEDGES_PER_REQUEST = 0.02;

    /// What the core needs from outside.
    record Driven(
            AccountStore accounts,
            ApiKeyStore apiKeys,
            ProviderStore providers,
            UsageStore usage,
            UsageSpool usageSpool,
            PriceStore prices,
            FlagStore flags,
            BudgetStore budgets,
            IdempotencyStore idempotency,
            LimitStore limits,
            AnswerCache answers,
            JsonInText jsonInText,
            SecretCipher cipher,
            SessionCases.Driven logins,
            PasswordCases.Driven passwords,
            LoginWays.Driven loginWays,
            BackgroundWork background,
            Personal personal,
            ProjectCases projects,
            Upstreams upstreams,
            Tenancy.Driven tenancy,
            List<Dependency> dependencies) {
        Driven {
            dependencies = List.copyOf(dependencies);
        }
    }

    static UseCases over(
            Driven driven,
            GatewaySettings settings,
            SessionConfig sessions,
            TenancyConfig tenants,
            Ids ids,
            SecureRandom random,
            Executor threads) {
        var logins = SessionCases.over(
                driven.logins(),
                driven.accounts(),
                driven.tenancy().auditTrail(),
                driven.cipher(),
                sessions,
                ids,
                random);
        var authenticate = new Authenticate(
                driven.apiKeys(), logins.accessTokens(), driven.logins().signal(), ids.clock());
        var limits = new CountedLimits(driven.limits());
        var meterRequests = new MeterRequests(limits, authenticate, settings.requestsPerMinute());
        var budgets = new Budgets(driven.budgets(), driven.usage(), authenticate, ids.clock());
        var meterCalls = new MeterCalls(limits, meterRequests, budgets);
        var endpoints = new Endpoints(driven.providers(), driven.cipher(), settings.serverWide());
        var recordUsage = new RecordUsage(driven.usage(), driven.usageSpool());
        var models = new ModelDirectory(driven.upstreams(), ids.clock(), threads);
        var budget = new RetryBudget(REPEATS_PER_REQUEST, 1, ids.clock());
        var fleet = new Fleet(settings.breaker(), ids.clock(), UNSECRET);
        var hedges = settings.hedging() ? new RetryBudget(HEDGES_PER_REQUEST, 0, ids.clock()) : null;
        var attempts =
                new Attempts(settings.timers(), settings.retries(), budget, hedges, fleet, ids.clock(), UNSECRET);
        var accounts = new Accounts(meterCalls, recordUsage::record, ids);
        var cacheAnswers = new CacheAnswers(driven.answers(), settings.answersKept());
        var prices = new PriceBook(driven.prices(), ids.clock());
        var flags = new Flags(driven.flags());
        var known = ChooseRoute.Known.of(prices, flags, fleet);
        var routes = new ChooseRoute(
                endpoints, models, settings.routing(), RoutingPolicy.DEFAULT, known, ids.clock(), UNSECRET);
        var completeChat = new CompleteChat(routes, driven.upstreams(), attempts, accounts, cacheAnswers);
        var verifyAnswer = new VerifyAnswer(
                settings.checks(), new CheapestModel(endpoints, models, prices), driven.jsonInText(), threads);
        var runJobs = driven.background().runner(driven.personal().handlers(logins.sessions()), UNSECRET);
        var manageApiKeys = new ManageApiKeys(driven.apiKeys(), authenticate, ids, random);
        var near = new Tenancy.Neighbours(
                driven.accounts(),
                driven.passwords().checks(ids.clock()),
                authenticate,
                logins.sessions(),
                manageApiKeys,
                driven.background().sendMail());
        var tenancy = Tenancy.over(driven.tenancy(), near, tenants, ids, random);
        var passwords = PasswordCases.over(
                driven.passwords(),
                new PasswordCases.Others(
                        driven.accounts(),
                        logins.sessions(),
                        driven.tenancy().auditTrail(),
                        tenancy.signUpGate(),
                        driven.background().sendMail(),
                        driven.limits(),
                        driven.cipher(),
                        tenants.frontend()),
                ids,
                random,
                threads);
        return new UseCases(
                new FoundInstallation(driven.accounts(), ids, random),
                authenticate,
                limits,
                meterRequests,
                meterCalls,
                budgets,
                new ManageBudgets(driven.budgets(), budgets, authenticate, ids),
                manageApiKeys,
                endpoints,
                prices,
                new ManagePrices(driven.prices(), prices, ids),
                flags,
                new ManageFlags(driven.flags(), flags, ids.clock()),
                new DetectProviders(settings.usualPlaces(), driven.upstreams(), endpoints),
                new ManageProviders(driven.providers(), driven.cipher(), driven.upstreams(), endpoints, ids),
                new ListModels(routes, models),
                routes,
                completeChat,
                cacheAnswers,
                new CompleteVerifiedChat(completeChat, verifyAnswer),
                new EmbedTexts(routes, driven.upstreams(), attempts, accounts),
                recordUsage,
                fleet,
                new InspectFleet(fleet, endpoints),
                new ProbeProviders(fleet, driven.upstreams()),
                new ReadUsage(driven.usage(), ids.clock()),
                new RotateEncryptionKey(driven.providers(), driven.cipher()),
                new RunOnce(
                        driven.idempotency(), driven.cipher(), settings.timers().total()),
                tenancy,
                logins,
                driven.background(),
                driven.personal(),
                driven.projects(),
                passwords,
                LoginWays.over(
                        driven.loginWays(), driven.accounts(), driven.tenancy().auditTrail(), passwords, ids, random),
                runJobs,
                driven.background().resealJobs(),
                new CheckHealth(
                        Stream.concat(driven.dependencies().stream(), Stream.of(recordUsage, runJobs))
                                .toList(),
                        threads));
    }
}
