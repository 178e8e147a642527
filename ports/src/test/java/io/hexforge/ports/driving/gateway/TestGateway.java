package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.Secret;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.ProviderCatalogue;
import io.hexforge.domain.gateway.ProviderKind;
import io.hexforge.domain.gateway.ProviderSettings;
import io.hexforge.domain.gateway.RetryPolicy;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.ports.driven.TestClock;
import io.hexforge.ports.driven.gateway.ProviderStore;
import io.hexforge.ports.driven.identity.TestActors;
import io.hexforge.ports.driven.ops.SecretCipher;
import io.hexforge.ports.driving.gateway.ManageProviders.Activation;
import io.hexforge.ports.inprocess.gateway.FunctionModel;
import io.hexforge.ports.inprocess.gateway.InProcessProviderStore;
import io.hexforge.ports.inprocess.gateway.OfflineModel;
import io.hexforge.ports.inprocess.ops.AesGcmCipher;
import io.hexforge.ports.inprocess.ops.EncryptionKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executor;

/// The gateway's use cases over the in-process ports and a scripted upstream.
final class TestGateway {
    static final Secret KEY = new Secret("sk-0123456789abcdef");
    static final Timers TIMERS = Timers.DEFAULT;

    final TestClock clock = new TestClock();
    final ScriptedUpstream upstream = new ScriptedUpstream();
    final ProviderStore store = new InProcessProviderStore();
    final SecretCipher cipher;
    final Endpoints endpoints;
    final ModelDirectory models;
    final ManageProviders providers;
    final ListModels listModels;
    final CompleteChat completeChat;
    final EmbedTexts embedTexts;
    final Upstreams upstreams;
    final TestParts parts;
    final Actor actor = TestActors.ofAnyName().newcomer();

    /// @param serverWide what the operator set up
    TestGateway(Endpoint... serverWide) {
        this(new RetryPolicy(2, Duration.ZERO, Duration.ofSeconds(10)), Runnable::run, serverWide);
    }

    TestGateway(RetryPolicy retries, Executor threads, Endpoint... serverWide) {
        var random = new SecureRandom();
        var ids = new Ids(clock, new Random(1));
        cipher = new AesGcmCipher(List.of(EncryptionKey.generate(random)), random);
        var local = FunctionModel.ofText("all-minilm-l6-v2", call -> "");
        upstreams = new Upstreams(upstream, Map.of("offline", OfflineModel.create(), "local", local));
        endpoints = new Endpoints(store, cipher, List.of(serverWide));
        models = new ModelDirectory(upstreams, clock, threads);
        parts = TestParts.over(endpoints, models, upstreams, retries, ids);
        providers = new ManageProviders(store, cipher, upstreams, endpoints, ids);
        listModels = new ListModels(parts.routes(), models);
        completeChat = parts.completeChat();
        embedTexts = parts.embedTexts();
    }

    static Endpoint endpoint(String provider) {
        return endpoint(provider, ProviderSettings.NONE);
    }

    static Endpoint endpoint(String provider, ProviderSettings settings) {
        ProviderKind kind = kind(provider);
        return new Endpoint(kind, "server", kind.defaultBaseUrl().orElseThrow(), KEY, settings, true);
    }

    static ProviderKind kind(String provider) {
        return ProviderCatalogue.find(provider).orElseThrow();
    }

    static Activation activation(String provider) {
        return new Activation(provider, KEY, null, null, JsonObject.EMPTY, false);
    }
}
