package io.hexforge.adapter.webauthn.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.yubico.webauthn.AssertionRequest;
import com.yubico.webauthn.AssertionResult;
import com.yubico.webauthn.FinishAssertionOptions;
import com.yubico.webauthn.FinishRegistrationOptions;
import com.yubico.webauthn.RegistrationResult;
import com.yubico.webauthn.RelyingParty;
import com.yubico.webauthn.StartRegistrationOptions;
import com.yubico.webauthn.data.AttestationConveyancePreference;
import com.yubico.webauthn.data.AuthenticatorAssertionResponse;
import com.yubico.webauthn.data.AuthenticatorAttestationResponse;
import com.yubico.webauthn.data.AuthenticatorSelectionCriteria;
import com.yubico.webauthn.data.AuthenticatorTransport;
import com.yubico.webauthn.data.ByteArray;
import com.yubico.webauthn.data.ClientAssertionExtensionOutputs;
import com.yubico.webauthn.data.ClientRegistrationExtensionOutputs;
import com.yubico.webauthn.data.PublicKeyCredential;
import com.yubico.webauthn.data.PublicKeyCredentialCreationOptions;
import com.yubico.webauthn.data.PublicKeyCredentialDescriptor;
import com.yubico.webauthn.data.PublicKeyCredentialRequestOptions;
import com.yubico.webauthn.data.RelyingPartyIdentity;
import com.yubico.webauthn.data.ResidentKeyRequirement;
import com.yubico.webauthn.data.UserIdentity;
import com.yubico.webauthn.data.UserVerificationRequirement;
import com.yubico.webauthn.data.exception.Base64UrlException;
import com.yubico.webauthn.exception.AssertionFailedException;
import com.yubico.webauthn.exception.InvalidSignatureCountException;
import com.yubico.webauthn.exception.RegistrationFailedException;
import io.hexforge.domain.identity.Passkey;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import io.hexforge.ports.driven.identity.PasskeyCeremonies;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// WebAuthn Level 3 by Yubico's library, which checks every step of the standard's two ceremonies.
///
/// Attestation is not asked for: which make of authenticator people use is their matter. Safe for concurrent use.
public final class WebAuthnCeremonies implements PasskeyCeremonies {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CHALLENGE_BYTES = 32;
    private static final int AAGUID_BYTES = 16;
    private static final int MAX_RESPONSE = 64 << 10;

    private final Site site;
    private final RandomGenerator random;

    /// Where passkeys are valid.
    ///
    /// @param rpId the domain that they belong to, such as `example.org`
    /// @param name what browsers call this installation
    /// @param origins of the pages that may use them, such as `https://app.example.org`
    /// @param patience how long people may take; browsers end the ceremony then
    public record Site(String rpId, String name, Set<String> origins, Duration patience) {
        public Site {
            origins = Set.copyOf(origins);
        }
    }

    /// @param secureRandom makes the challenges of logins; must be cryptographically strong. Those of registrations
    ///     the library makes.
    public WebAuthnCeremonies(Site site, RandomGenerator secureRandom) {
        this.site = site;
        this.random = secureRandom;
    }

    @Override
    public Ceremony startRegistration(String userHandle, String name, String displayName, List<Passkey> existing) {
        var user = UserIdentity.builder()
                .name(name)
                .displayName(displayName.isBlank() ? name : displayName)
                .id(bytes(userHandle))
                .build();
        var authenticator = AuthenticatorSelectionCriteria.builder()
                .residentKey(ResidentKeyRequirement.REQUIRED)
                .userVerification(UserVerificationRequirement.REQUIRED)
                .build();
        PublicKeyCredentialCreationOptions options = relyingParty(existing)
                .startRegistration(StartRegistrationOptions.builder()
                        .user(user)
                        .authenticatorSelection(authenticator)
                        .timeout(site.patience().toMillis())
                        .build());
        try {
            return new Ceremony(
                    options.getChallenge().getBase64Url(),
                    publicKey(options.toCredentialsCreateJson()),
                    options.toJson());
        } catch (JsonProcessingException e) {
            throw broken(e);
        }
    }

    @Override
    @SuppressWarnings("deprecation") // the library calls the backup flags an experiment
    public Registration finishRegistration(String state, String response) {
        PublicKeyCredentialCreationOptions options;
        try {
            options = PublicKeyCredentialCreationOptions.fromJson(state);
        } catch (JsonProcessingException e) {
            throw broken(e);
        }
        try {
            PublicKeyCredential<AuthenticatorAttestationResponse, ClientRegistrationExtensionOutputs> parsed =
                    PublicKeyCredential.parseRegistrationResponseJson(response);
            RegistrationResult result = relyingParty(List.of())
                    .finishRegistration(FinishRegistrationOptions.builder()
                            .request(options)
                            .response(parsed)
                            .build());
            return new Registration.Made(
                    result.getKeyId().getId().getBase64Url(),
                    result.getPublicKeyCose().getBase64Url(),
                    result.getSignatureCount(),
                    names(parsed.getResponse().getTransports()),
                    result.isBackupEligible(),
                    result.isBackedUp(),
                    uuid(result.getAaguid()));
        } catch (IOException | RegistrationFailedException | RuntimeException e) {
            // Of hostile bytes the library lets through whatever its parsers throw.
            return new Registration.Refused(reason(e));
        }
    }

    @Override
    public Ceremony startLogin(List<Descriptor> allowed) {
        byte[] challenge = new byte[CHALLENGE_BYTES];
        random.nextBytes(challenge);
        var options = PublicKeyCredentialRequestOptions.builder()
                .challenge(new ByteArray(challenge))
                .rpId(site.rpId())
                .timeout(site.patience().toMillis())
                .userVerification(UserVerificationRequirement.REQUIRED)
                .allowCredentials(allowed.stream()
                        .map(each -> descriptor(each.credentialId(), each.transports()))
                        .toList())
                .build();
        var request = AssertionRequest.builder()
                .publicKeyCredentialRequestOptions(options)
                .build();
        try {
            return new Ceremony(
                    options.getChallenge().getBase64Url(), publicKey(request.toCredentialsGetJson()), request.toJson());
        } catch (JsonProcessingException e) {
            throw broken(e);
        }
    }

    @Override
    @SuppressWarnings("deprecation") // the library calls the backup flags an experiment
    public Login finishLogin(String state, String response, Passkey passkey) {
        AssertionRequest request;
        try {
            request = AssertionRequest.fromJson(state);
        } catch (JsonProcessingException e) {
            throw broken(e);
        }
        try {
            PublicKeyCredential<AuthenticatorAssertionResponse, ClientAssertionExtensionOutputs> parsed =
                    PublicKeyCredential.parseAssertionResponseJson(response);
            AssertionResult result = relyingParty(List.of(passkey))
                    .finishAssertion(FinishAssertionOptions.builder()
                            .request(knowing(passkey, request))
                            .response(parsed)
                            .build());
            return result.isSuccess()
                    ? new Login.Proved(result.getSignatureCount(), result.isBackedUp())
                    : new Login.Refused("the assertion was not successful");
        } catch (InvalidSignatureCountException e) {
            return new Login.CounterWentBack(e.getReceived());
        } catch (IOException | AssertionFailedException | RuntimeException e) {
            // As above.
            return new Login.Refused(reason(e));
        }
    }

    @Override
    public Optional<Claim> read(String response) {
        if (response.length() > MAX_RESPONSE) {
            return Optional.empty();
        }
        try {
            JsonNode credential = JSON.readTree(response);
            JsonNode clientData = JSON.readTree(ByteArray.fromBase64Url(
                            credential.at("/response/clientDataJSON").asText(""))
                    .getBytes());
            String id = credential.path("id").asText("");
            String challenge = clientData.path("challenge").asText("");
            return id.isEmpty() || challenge.isEmpty() ? Optional.empty() : Optional.of(new Claim(challenge, id));
        } catch (IOException | Base64UrlException malformed) {
            return Optional.empty();
        }
    }

    /// An authenticator that was told which passkeys are allowed need not say whose they are.
    private static AssertionRequest knowing(Passkey passkey, AssertionRequest request) {
        boolean told = request.getPublicKeyCredentialRequestOptions()
                .getAllowCredentials()
                .filter(allowed -> !allowed.isEmpty())
                .isPresent();
        return told
                ? request.toBuilder().userHandle(bytes(passkey.userHandle())).build()
                : request;
    }

    private RelyingParty relyingParty(Collection<Passkey> known) {
        return RelyingParty.builder()
                .identity(RelyingPartyIdentity.builder()
                        .id(site.rpId())
                        .name(site.name())
                        .build())
                .credentialRepository(new Known(known))
                .origins(site.origins())
                .attestationConveyancePreference(AttestationConveyancePreference.NONE)
                .allowUntrustedAttestation(true)
                .validateSignatureCounter(true)
                .build();
    }

    private static String publicKey(String json) throws JsonProcessingException {
        return JSON.readTree(json).path("publicKey").toString();
    }

    static PublicKeyCredentialDescriptor descriptor(String credentialId, Set<String> transports) {
        SortedSet<AuthenticatorTransport> ways = new TreeSet<>();
        transports.forEach(transport -> ways.add(AuthenticatorTransport.of(transport)));
        return PublicKeyCredentialDescriptor.builder()
                .id(bytes(credentialId))
                .transports(ways)
                .build();
    }

    static ByteArray bytes(String base64Url) {
        try {
            return ByteArray.fromBase64Url(base64Url);
        } catch (Base64UrlException e) {
            throw broken(e);
        }
    }

    /// What the browser says of transports is not signed: names that are none are left out.
    private static Set<String> names(Collection<AuthenticatorTransport> transports) {
        return transports.stream()
                .filter(transport ->
                        Arrays.asList(AuthenticatorTransport.values()).contains(transport))
                .map(AuthenticatorTransport::getId)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static UUID uuid(ByteArray aaguid) {
        ByteBuffer buffer = ByteBuffer.wrap(Arrays.copyOf(aaguid.getBytes(), AAGUID_BYTES));
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    private static String reason(Exception e) {
        return Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    }

    private static PortException broken(Exception e) {
        return new PortException(Kind.BROKEN, "the state of a ceremony cannot be read or written", e);
    }
}
