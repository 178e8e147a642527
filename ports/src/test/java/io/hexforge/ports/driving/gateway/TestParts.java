package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.Ids;
import io.hexforge.domain.gateway.Breaker;
import io.hexforge.domain.gateway.RetryBudget;
import io.hexforge.domain.gateway.RetryPolicy;
import io.hexforge.domain.gateway.RoutingPolicy;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.domain.gateway.UsageRecord;
import io.hexforge.ports.driven.gateway.AnswerCache;
import io.hexforge.ports.driving.identity.Authenticate;
import io.hexforge.ports.driving.identity.MeterRequests;
import io.hexforge.ports.inprocess.gateway.InProcessFlagStore;
import io.hexforge.ports.inprocess.gateway.InProcessPriceStore;
import io.hexforge.ports.inprocess.identity.InProcessAccounts;
import io.hexforge.ports.inprocess.ops.InProcessLimitStore;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/// The parts of a gateway on which a test does not dwell: no limits, no cache, the built-in prices.
///
/// @param recorded what was recorded of calls that ended
public record TestParts(
        Fleet fleet,
        ChooseRoute routes,
        Upstreams upstreams,
        Attempts attempts,
        Accounts accounts,
        CacheAnswers cache,
        List<UsageRecord> recorded) {
    public static TestParts over(
            Endpoints endpoints, ModelDirectory models, Upstreams upstreams, RetryPolicy retries, Ids ids) {
        var random = new Random(2);
        var clock = ids.clock();
        var limits = new InProcessLimitStore(clock, Duration.ofMinutes(11));
        var requests = new MeterRequests(limits, new Authenticate(new InProcessAccounts(), clock), 0);
        var fleet = new Fleet(Breaker.DEFAULT, clock, random);
        var prices = new PriceBook(new InProcessPriceStore(), clock);
        prices.refresh();
        var recorded = new CopyOnWriteArrayList<UsageRecord>();
        return new TestParts(
                fleet,
                new ChooseRoute(
                        endpoints,
                        models,
                        RoutingPolicy.DEFAULT,
                        RoutingPolicy.DEFAULT,
                        ChooseRoute.Known.of(prices, new Flags(new InProcessFlagStore()), fleet),
                        clock,
                        random),
                upstreams,
                new Attempts(Timers.DEFAULT, retries, new RetryBudget(0.2, 1, clock), null, fleet, clock, random),
                new Accounts(new MeterCalls(limits, requests, new Budgets()), recorded::add, ids),
                new CacheAnswers(AnswerCache.none(), Duration.ofMinutes(5)),
                recorded);
    }

    public CompleteChat completeChat() {
        return new CompleteChat(routes, upstreams, attempts, accounts, cache);
    }

    public EmbedTexts embedTexts() {
        return new EmbedTexts(routes, upstreams, attempts, accounts);
    }
}
