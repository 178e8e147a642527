package io.hexforge.app;

import io.hexforge.domain.Ids;
import io.hexforge.ports.driven.gateway.FleetBoard;
import io.hexforge.ports.driving.gateway.ShareFleet;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What a node does again and again while it runs.
record Rhythms(UseCases cases, Ids ids, RandomGenerator random, Executor threads) {
    private static final Duration FOLLOW = Duration.ofSeconds(1);
    private static final Duration LISTEN = Duration.ofMillis(100);
    private static final Duration SHARE = Duration.ofMillis(250);
    private static final Duration LOOK_AROUND = Duration.ofSeconds(30);

    /// Snapshots follow their stores; what runs on this machine is looked for.
    ScheduledExecutorService snapshots() {
        // Before the keys: whoever can call has a budget by then.
        cases.budgets().refresh();
        SessionCases logins = cases.logins();
        logins.signingKeys().refresh();
        logins.accessTokens().refresh();
        cases.authenticate().refresh();
        // And once more: what a key's successors spent counts too.
        cases.budgets().refresh();
        cases.endpoints().refresh();
        cases.priceBook().refresh();
        cases.flags().refresh();
        ScheduledExecutorService rhythm = rhythm("snapshots");
        follow(rhythm, "follow the API keys", cases.authenticate()::refreshIfChanged);
        follow(rhythm, "follow the ended sessions", logins.accessTokens()::refreshIfChanged);
        follow(rhythm, "follow the budgets", cases.budgets()::refreshIfChanged);
        follow(rhythm, "follow the providers", cases.endpoints()::refreshIfChanged);
        follow(rhythm, "follow the prices", cases.priceBook()::refreshIfChanged);
        follow(rhythm, "follow the flags", cases.flags()::refreshIfChanged);
        seldom(rhythm, "follow the signing keys", Duration.ofMinutes(1), logins.signingKeys()::refresh);
        seldom(
                rhythm,
                "forget old links and guesses",
                Duration.ofHours(1),
                () -> cases.passwords().forgetOld(ids.clock().instant()));
        seldom(rhythm, "forget old sessions", Duration.ofHours(6), logins.sessions()::forgetOld);
        var _ = rhythm.scheduleWithFixedDelay(
                () -> threads.execute(Repeated.of("look for local providers", cases.detectProviders()::run)),
                0,
                LOOK_AROUND.toMillis(),
                TimeUnit.MILLISECONDS);
        return rhythm;
    }

    private static void follow(ScheduledExecutorService rhythm, String purpose, Runnable refresh) {
        follow(rhythm, purpose, FOLLOW, refresh);
    }

    private static void follow(ScheduledExecutorService rhythm, String purpose, Duration every, Runnable look) {
        long pause = every.toMillis();
        var _ = rhythm.scheduleWithFixedDelay(Repeated.of(purpose, look), pause, pause, TimeUnit.MILLISECONDS);
    }

    /// Work that may take a while, on a thread of its own.
    private void seldom(ScheduledExecutorService rhythm, String purpose, Duration every, Runnable work) {
        var _ = rhythm.scheduleWithFixedDelay(
                () -> threads.execute(Repeated.of(purpose, work)),
                every.toMillis(),
                every.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /// Nodes tell each other what they found out about deployments; providers in use are asked how they do.
    ///
    /// @param board null if there are no other nodes
    /// @param probeInterval zero to ask no provider
    ScheduledExecutorService fleet(@Nullable FleetBoard board, Duration probeInterval) {
        ScheduledExecutorService rhythm = rhythm("fleet");
        if (board != null) {
            var share = new ShareFleet(cases.fleet(), board);
            follow(rhythm, "hear of ended sessions", LISTEN, cases.logins().accessTokens()::refreshIfTold);
            follow(rhythm, "hear of withdrawn keys", LISTEN, cases.authenticate()::refreshIfTold);
            follow(rhythm, "share the state of deployments", SHARE, share::run);
        }
        long probe = probeInterval.toMillis();
        if (probe > 0) {
            // Nodes that were started together must not ask together.
            var _ = rhythm.scheduleWithFixedDelay(
                    () -> threads.execute(Repeated.of("ask the providers how they do", cases.probeProviders()::run)),
                    random.nextLong(probe / 2, probe + 1),
                    probe,
                    TimeUnit.MILLISECONDS);
        }
        return rhythm;
    }

    private static ScheduledExecutorService rhythm(String name) {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
    }
}
