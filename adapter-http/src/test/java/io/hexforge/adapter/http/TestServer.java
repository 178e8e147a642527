package io.hexforge.adapter.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hexforge.adapter.http.gateway.BudgetRoutes;
import io.hexforge.adapter.http.gateway.ChatRoutes;
import io.hexforge.adapter.http.gateway.EmbeddingRoutes;
import io.hexforge.adapter.http.gateway.ExecuteRoutes;
import io.hexforge.adapter.http.gateway.ExplainRoutes;
import io.hexforge.adapter.http.gateway.FlagRoutes;
import io.hexforge.adapter.http.gateway.FleetRoutes;
import io.hexforge.adapter.http.gateway.ModelRoutes;
import io.hexforge.adapter.http.gateway.PriceRoutes;
import io.hexforge.adapter.http.gateway.ProviderRoutes;
import io.hexforge.adapter.http.gateway.UsageRoutes;
import io.hexforge.adapter.http.identity.TestPersonal;
import io.hexforge.adapter.http.job.JobAdminRoutes;
import io.hexforge.adapter.http.job.JobRoutes;
import io.hexforge.adapter.http.ops.DocsRoutes;
import io.hexforge.adapter.http.ops.HealthRoutes;
import io.hexforge.adapter.http.ops.MetricsRoutes;
import io.hexforge.adapter.http.ops.RootRoutes;
import io.hexforge.adapter.http.project.ArchiveRoutes;
import io.hexforge.adapter.http.project.FileRoutes;
import io.hexforge.adapter.http.project.ProjectRoutes;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.OutputCheck.Unverified;
import io.hexforge.domain.gateway.ProviderCatalogue;
import io.hexforge.domain.gateway.ProviderSettings;
import io.hexforge.domain.gateway.RetryPolicy;
import io.hexforge.domain.ops.HealthState;
import io.hexforge.domain.project.Quota;
import io.hexforge.ports.driven.gateway.UsageStore;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.ops.Dependency;
import io.hexforge.ports.driving.gateway.Budgets;
import io.hexforge.ports.driving.gateway.CheapestModel;
import io.hexforge.ports.driving.gateway.CompleteVerifiedChat;
import io.hexforge.ports.driving.gateway.Endpoints;
import io.hexforge.ports.driving.gateway.Flags;
import io.hexforge.ports.driving.gateway.InspectFleet;
import io.hexforge.ports.driving.gateway.ListModels;
import io.hexforge.ports.driving.gateway.ManageBudgets;
import io.hexforge.ports.driving.gateway.ManageFlags;
import io.hexforge.ports.driving.gateway.ManagePrices;
import io.hexforge.ports.driving.gateway.ManageProviders;
import io.hexforge.ports.driving.gateway.ModelDirectory;
import io.hexforge.ports.driving.gateway.PriceBook;
import io.hexforge.ports.driving.gateway.ReadUsage;
import io.hexforge.ports.driving.gateway.TestParts;
import io.hexforge.ports.driving.gateway.Upstreams;
import io.hexforge.ports.driving.gateway.VerifyAnswer;
import io.hexforge.ports.driving.identity.AuditTrail;
import io.hexforge.ports.driving.identity.Authenticate;
import io.hexforge.ports.driving.identity.LoginParts;
import io.hexforge.ports.driving.identity.MeterRequests;
import io.hexforge.ports.driving.identity.Sessions;
import io.hexforge.ports.driving.identity.SignedIn;
import io.hexforge.ports.driving.identity.TestTenancy;
import io.hexforge.ports.driving.job.EnqueueJob;
import io.hexforge.ports.driving.job.OverseeJobs;
import io.hexforge.ports.driving.job.OwnJobs;
import io.hexforge.ports.driving.ops.CheckHealth;
import io.hexforge.ports.driving.ops.RunOnce;
import io.hexforge.ports.driving.project.EditFiles;
import io.hexforge.ports.driving.project.ExportProject;
import io.hexforge.ports.driving.project.ImportProject;
import io.hexforge.ports.driving.project.ManageProjects;
import io.hexforge.ports.inprocess.gateway.InProcessBudgetStore;
import io.hexforge.ports.inprocess.gateway.InProcessFlagStore;
import io.hexforge.ports.inprocess.gateway.InProcessPriceStore;
import io.hexforge.ports.inprocess.gateway.InProcessProviderStore;
import io.hexforge.ports.inprocess.gateway.InProcessUsageStore;
import io.hexforge.ports.inprocess.gateway.OfflineModel;
import io.hexforge.ports.inprocess.identity.InProcessAccounts;
import io.hexforge.ports.inprocess.job.InProcessJobStore;
import io.hexforge.ports.inprocess.ops.AesGcmCipher;
import io.hexforge.ports.inprocess.ops.EncryptionKey;
import io.hexforge.ports.inprocess.ops.InProcessIdempotencyStore;
import io.hexforge.ports.inprocess.ops.InProcessLimitStore;
import io.hexforge.ports.inprocess.project.InProcessProjects;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// A whole server over the in-process ports; only its provider is a [ScriptedUpstream]. The operator's key is
/// at hand.
public final class TestServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long IDEMPOTENCY_BYTES = 1 << 20;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScriptedUpstream upstream = new ScriptedUpstream();
    private final ScriptedDependency database = new ScriptedDependency();
    private final UsageStore usage = new InProcessUsageStore(1_000);
    private final TestAccounts people;
    private final InProcessJobStore jobStore = new InProcessJobStore(InstantSource.system());
    private final EnqueueJob enqueueJob;
    private final HttpServer server;

    /// A dependency that does as a test wants.
    public static final class ScriptedDependency implements Dependency {
        private volatile HealthState state = HealthState.up();

        public void becomes(HealthState next) {
            state = next;
        }

        @Override
        public String name() {
            return "database";
        }

        @Override
        public boolean required() {
            return true;
        }

        @Override
        public HealthState check() {
            return state;
        }
    }

    public TestServer() {
        this(0);
    }

    /// One whose clients see a comment at each `interval` while they wait for a stream.
    public static TestServer keepingAlive(Duration interval) {
        return new TestServer(0, interval);
    }

    /// @param requestsPerMinute of each user and address; 0 for no limit
    public TestServer(long requestsPerMinute) {
        this(requestsPerMinute, Duration.ZERO);
    }

    private TestServer(long requestsPerMinute, Duration keepAlive) {
        var random = new SecureRandom();
        var ids = new Ids(InstantSource.system(), random);
        var budgetStore = new InProcessBudgetStore();
        var cipher = new AesGcmCipher(List.of(EncryptionKey.generate(random)), random);
        var limits = new InProcessLimitStore(ids.clock(), Duration.ofMinutes(1));
        people = new TestAccounts(cipher, limits, ids, random);
        var authenticate = people.authenticate;
        var upstreams = new Upstreams(upstream, Map.of("offline", OfflineModel.create()));
        var providers = new InProcessProviderStore();
        var endpoints = new Endpoints(providers, cipher, List.of(serverWide()));
        endpoints.refresh();
        var directory = new ModelDirectory(upstreams, ids.clock(), Thread::startVirtualThread);
        var once = new RetryPolicy(0, Duration.ofMillis(1), Duration.ofMillis(1));
        var parts = TestParts.over(endpoints, directory, upstreams, once, ids);
        var completeChat = parts.completeChat();
        var idempotency = new Idempotency(new RunOnce(
                new InProcessIdempotencyStore(ids.clock(), IDEMPOTENCY_BYTES), cipher, Duration.ofMinutes(1)));
        var priceStore = new InProcessPriceStore();
        var priceBook = new PriceBook(priceStore, ids.clock());
        var checks = new VerifyAnswer.Settings("openai/verifier", "openai/scorer", List.of(), Unverified.REJECT);
        var verified = new CompleteVerifiedChat(
                completeChat,
                new VerifyAnswer(
                        checks,
                        new CheapestModel(endpoints, directory, priceBook),
                        TestServer::object,
                        Thread::startVirtualThread));
        var flagStore = new InProcessFlagStore();
        var requests = new MeterRequests(limits, authenticate, requestsPerMinute);
        var registry = new CollectorRegistry();
        enqueueJob = new EnqueueJob(jobStore, cipher, ids);
        var projects = new InProcessProjects();
        var quota = new Quota(20, 1 << 20, 5);
        var editFiles = new EditFiles(projects, projects, quota, ids);
        List<Routes.Group> groups = new ArrayList<>(people.routes(idempotency));
        groups.add(new JobRoutes(new OwnJobs(jobStore, enqueueJob, cipher), idempotency));
        groups.add(new JobAdminRoutes(new OverseeJobs(jobStore)));
        groups.addAll(List.of(
                new ExplainRoutes(parts.routes()),
                new ChatRoutes(completeChat, verified, idempotency, ids.clock(), keepAlive),
                new ExecuteRoutes(completeChat, idempotency),
                new PriceRoutes(new ManagePrices(priceStore, priceBook, ids), idempotency),
                new EmbeddingRoutes(parts.embedTexts(), idempotency),
                new ModelRoutes(new ListModels(parts.routes(), directory), priceBook),
                new FleetRoutes(new InspectFleet(parts.fleet(), endpoints)),
                new ProviderRoutes(new ManageProviders(providers, cipher, upstreams, endpoints, ids), idempotency),
                new BudgetRoutes(new ManageBudgets(
                        budgetStore, new Budgets(budgetStore, usage, authenticate, ids.clock()), authenticate, ids)),
                new ProjectRoutes(new ManageProjects(projects, ids), idempotency),
                new FileRoutes(editFiles, idempotency),
                new ArchiveRoutes(
                        new ManageProjects(projects, ids),
                        new ExportProject(projects),
                        new ImportProject(editFiles, quota),
                        idempotency),
                new FlagRoutes(new ManageFlags(flagStore, new Flags(flagStore), ids.clock())),
                new UsageRoutes(new ReadUsage(usage, ids.clock()), ids.clock()),
                new HealthRoutes(new CheckHealth(List.of(database), Thread::startVirtualThread), "1.2.3", ids.clock()),
                new MetricsRoutes(registry),
                new RootRoutes("1.2.3"),
                new DocsRoutes()));
        server = new HttpServer(
                        HttpServerConfig.local(0),
                        new Credentials(authenticate::withCredential, people.sessions::fresh, people.sessions::limited),
                        requests,
                        groups,
                        registry,
                        ids,
                        new Random(1))
                .start();
    }

    /// {@return what counts requests and turns none away}
    static MeterRequests unlimited() {
        var nobody = new Authenticate(new InProcessAccounts(), InstantSource.system());
        return new MeterRequests(new InProcessLimitStore(InstantSource.system(), Duration.ofMinutes(1)), nobody, 0);
    }

    private static Optional<JsonObject> object(String text) {
        return text.startsWith("{") ? Optional.of((JsonObject) Json.value(text.getBytes(UTF_8))) : Optional.empty();
    }

    /// The provider `openai`, set up by the operator.
    private static Endpoint serverWide() {
        var kind = ProviderCatalogue.find("openai").orElseThrow();
        return new Endpoint(kind, "test", URI.create("http://127.0.0.1:9/v1"), null, ProviderSettings.NONE, true);
    }

    public InProcessJobStore jobStore() {
        return jobStore;
    }

    public EnqueueJob enqueueJob() {
        return enqueueJob;
    }

    public ScriptedUpstream upstream() {
        return upstream;
    }

    /// {@return who the key acts for}
    public Actor operator() {
        return people.operator;
    }

    public TestTenancy tenancy() {
        return people.tenancy;
    }

    /// {@return passwords and factors, and the mails that were sent}
    public LoginParts logins() {
        return people.logins;
    }

    public Sessions sessions() {
        return people.sessions;
    }

    public AccountStore accounts() {
        return people.accounts;
    }

    public UsageStore usage() {
        return usage;
    }

    public TestPersonal personal() {
        return people.personal;
    }

    /// {@return the access token of a session that a user opens}
    public String login(String username) {
        return people.login(username);
    }

    /// Lets it be an hour ago that somebody proved who they are.
    public void provedLongAgo(SignedIn in) {
        people.provedLongAgo(in);
    }

    /// {@return the key of a new user, who owns a tenant of its own}
    public String newcomer(String username) {
        return people.newcomer(username);
    }

    /// {@return the key of a new user, who is a member of somebody else's tenant}
    public String colleague(String username, Actor owner) {
        return people.colleague(username, owner);
    }

    public AuditTrail auditTrail() {
        return people.auditTrail;
    }

    public ScriptedDependency database() {
        return database;
    }

    public HttpServer server() {
        return server;
    }

    public int port() {
        return server.port();
    }

    /// {@return the operator's API key}
    public String key() {
        return people.key;
    }

    /// {@return a request with the operator's key}
    public HttpRequest.Builder request(String path) {
        return anonymous(path).header("Authorization", "Bearer " + people.key);
    }

    public HttpRequest.Builder anonymous(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    /// Sends JSON with the operator's key.
    ///
    /// @param headers names and values, in turn
    public HttpResponse<String> send(String method, String path, String json, String... headers)
            throws IOException, InterruptedException {
        var request =
                request(path).header("Content-Type", "application/json").method(method, BodyPublishers.ofString(json));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    public HttpResponse<String> post(String path, String json, String... headers)
            throws IOException, InterruptedException {
        return send("POST", path, json, headers);
    }

    public static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    @Override
    public void close() {
        server.close();
        client.close();
    }
}
