package io.hexforge.adapter.cli;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Secret;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.ChatCall.Message;
import io.hexforge.domain.gateway.ChatCall.Part;
import io.hexforge.domain.gateway.RetryPolicy;
import io.hexforge.domain.identity.User;
import io.hexforge.domain.ops.HealthState;
import io.hexforge.domain.project.Quota;
import io.hexforge.ports.driven.gateway.UsageStore;
import io.hexforge.ports.driven.identity.BreachedPasswords;
import io.hexforge.ports.driven.identity.Newcomers;
import io.hexforge.ports.driving.gateway.Budgets;
import io.hexforge.ports.driving.gateway.ChooseRoute;
import io.hexforge.ports.driving.gateway.Endpoints;
import io.hexforge.ports.driving.gateway.Flags;
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
import io.hexforge.ports.driving.identity.AuditTrail;
import io.hexforge.ports.driving.identity.Authenticate;
import io.hexforge.ports.driving.identity.CreateUsers;
import io.hexforge.ports.driving.identity.EndSessions;
import io.hexforge.ports.driving.identity.FoundInstallation;
import io.hexforge.ports.driving.identity.ManageApiKeys;
import io.hexforge.ports.driving.identity.Passwords;
import io.hexforge.ports.driving.identity.ReadAudit;
import io.hexforge.ports.driving.identity.RotateSigningKey;
import io.hexforge.ports.driving.identity.Sessions;
import io.hexforge.ports.driving.identity.TestSessions;
import io.hexforge.ports.driving.identity.TestTenancy;
import io.hexforge.ports.driving.job.EnqueueJob;
import io.hexforge.ports.driving.job.OwnJobs;
import io.hexforge.ports.driving.project.EditFiles;
import io.hexforge.ports.driving.project.ExportProject;
import io.hexforge.ports.driving.project.ImportProject;
import io.hexforge.ports.driving.project.ManageProjects;
import io.hexforge.ports.inprocess.gateway.FunctionModel;
import io.hexforge.ports.inprocess.gateway.InProcessBudgetStore;
import io.hexforge.ports.inprocess.gateway.InProcessFlagStore;
import io.hexforge.ports.inprocess.gateway.InProcessPriceStore;
import io.hexforge.ports.inprocess.gateway.InProcessProviderStore;
import io.hexforge.ports.inprocess.gateway.InProcessUsageStore;
import io.hexforge.ports.inprocess.gateway.OfflineModel;
import io.hexforge.ports.inprocess.identity.InProcessAccounts;
import io.hexforge.ports.inprocess.identity.InProcessAuditLog;
import io.hexforge.ports.inprocess.identity.Pbkdf2PasswordHasher;
import io.hexforge.ports.inprocess.job.InProcessJobStore;
import io.hexforge.ports.inprocess.ops.AesGcmCipher;
import io.hexforge.ports.inprocess.ops.EncryptionKey;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An installation over the in-process ports. Every provider is a model that repeats what the user said.
final class InProcessInstallation implements Installation {
    final List<String> calls = new ArrayList<>();
    private final Hexforge hexforge;
    final AuditTrail auditTrail;
    final User ada;
    final Actor operator;
    final Sessions sessions;
    final InProcessJobStore jobStore = new InProcessJobStore(InstantSource.system());
    final EnqueueJob enqueueJob;
    final UsageStore usage = new InProcessUsageStore(1_000);
    HealthState database = HealthState.up();

    InProcessInstallation() {
        var random = new SecureRandom();
        var ids = new Ids(InstantSource.system(), random);
        var accounts = new InProcessAccounts();
        var providers = new InProcessProviderStore();
        var cipher = new AesGcmCipher(List.of(EncryptionKey.generate(random)), random);
        var upstreams = new Upstreams(
                FunctionModel.ofText("echo", InProcessInstallation::echo),
                Map.of("offline", OfflineModel.create(), "local", OfflineModel.create()));
        var founding = new FoundInstallation(accounts, ids, random);
        founding.found();
        operator = founding.operator();
        var budgetStore = new InProcessBudgetStore();
        var authenticate = new Authenticate(accounts, ids.clock());
        var endpoints = new Endpoints(providers, cipher, List.of());
        var models = new ModelDirectory(upstreams, ids.clock(), Runnable::run);
        var retries = new RetryPolicy(0, Duration.ofMillis(1), Duration.ofMillis(1));
        var parts = TestParts.over(endpoints, models, upstreams, retries, ids);
        var auditLog = new InProcessAuditLog();
        auditTrail = new AuditTrail(auditLog, ids);
        ada = Newcomers.add(accounts, "Ada");
        var people = TestSessions.over(accounts, ids);
        sessions = people.sessions();
        var tenancy = TestTenancy.over(accounts, authenticate, sessions, auditTrail, ids, false);
        enqueueJob = new EnqueueJob(jobStore, cipher, ids);
        hexforge = new InProcessHexforge(
                founding.operator(),
                parts.completeChat(),
                parts.embedTexts(),
                new ListModels(parts.routes(), models),
                new ManageProviders(providers, cipher, upstreams, endpoints, ids),
                new InProcessKeys(operator, new ManageApiKeys(accounts, authenticate, ids, random)),
                administration(operator, ids, parts.routes(), new RotateSigningKey(people.keys(), auditTrail)),
                new ReadUsage(usage, ids.clock()),
                new ManageBudgets(
                        budgetStore, new Budgets(budgetStore, usage, authenticate, ids.clock()), authenticate, ids),
                new InProcessTenancy(
                        operator,
                        new ReadAudit(auditLog),
                        tenancy.manageUsers(),
                        tenancy.invites(),
                        tenancy.inviteCodes()),
                new InProcessPeople(
                        operator,
                        new CreateUsers(
                                accounts,
                                new Passwords(
                                        accounts,
                                        new Pbkdf2PasswordHasher(1, random),
                                        BreachedPasswords.NONE,
                                        ids.clock()),
                                auditTrail,
                                ids,
                                random)),
                new InProcessAccount(operator, sessions, new EndSessions(sessions, auditTrail)),
                new InProcessJobs(operator, new OwnJobs(jobStore, enqueueJob, cipher)),
                projects(operator, ids),
                () -> {});
    }

    private static InProcessProjects projects(Actor actor, Ids ids) {
        var stored = new io.hexforge.ports.inprocess.project.InProcessProjects();
        var quota = new Quota(20, 1 << 20, 5);
        var editFiles = new EditFiles(stored, stored, quota, ids);
        return new InProcessProjects(
                actor,
                new ManageProjects(stored, ids),
                editFiles,
                new ExportProject(stored),
                new ImportProject(editFiles, quota));
    }

    private static InProcessAdministration administration(
            Actor operator, Ids ids, ChooseRoute routes, RotateSigningKey signingKey) {
        var prices = new InProcessPriceStore();
        var flags = new InProcessFlagStore();
        return new InProcessAdministration(
                operator,
                new ManagePrices(prices, new PriceBook(prices, ids.clock()), ids),
                new ManageFlags(flags, new Flags(flags), ids.clock()),
                routes,
                signingKey);
    }

    private static String echo(ChatCall call) {
        var text = new StringBuilder();
        for (Message message : call.messages()) {
            switch (message) {
                case Message.User(List<Part> parts) -> parts.forEach(part -> append(text, part));
                case Message.SystemPrompt(List<Part.Text> parts) ->
                    text.append('[').append(parts.getFirst().text()).append("] ");
                case Message.Assistant assistant -> text.append("| ");
                case Message.ToolResult result -> {}
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Part part) {
        if (part instanceof Part.Text said) {
            text.append(said.text());
        }
    }

    @Override
    public String version() {
        return "1.2.3";
    }

    @Override
    public void serve(Map<String, String> settings) {
        calls.add("serve " + settings);
    }

    @Override
    public void work() {
        calls.add("work");
    }

    @Override
    public List<Setting> settings() {
        return List.of(new Setting("PORT", "8080", "default"));
    }

    @Override
    public List<Check> checks() {
        String advice = database.level() == HealthState.Level.UP ? "" : "start it";
        return List.of(new Check("database", database, advice));
    }

    @Override
    public void backup(Path file) {
        calls.add("backup " + file);
    }

    @Override
    public void restore(Path file, boolean force) {
        throw new CommandFailed(file + " is not a backup");
    }

    @Override
    public List<Calibration> calibrate(Duration limit) {
        return List.of(new Calibration("ARGON2_MEMORY_KIB=1 ARGON2_PASSES=2", limit.toMillis()));
    }

    @Override
    public URI server(@Nullable String url) {
        return URI.create(String.valueOf(url));
    }

    @Override
    public LoginFile logins() {
        return new LoginFile(Path.of("none"));
    }

    @Override
    public int rotateKey() {
        return 3;
    }

    @Override
    public Hexforge connect(@Nullable String url, @Nullable Secret key) {
        calls.add("connect " + url + " " + key);
        return hexforge;
    }
}
