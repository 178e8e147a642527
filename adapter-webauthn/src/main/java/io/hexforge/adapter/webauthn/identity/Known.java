package io.hexforge.adapter.webauthn.identity;

import com.yubico.webauthn.CredentialRepository;
import com.yubico.webauthn.RegisteredCredential;
import com.yubico.webauthn.data.ByteArray;
import com.yubico.webauthn.data.PublicKeyCredentialDescriptor;
import io.hexforge.domain.identity.Passkey;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The passkeys that matter to one ceremony, as the library wants to look them up. Where it speaks of usernames it
/// means handles.
record Known(Collection<Passkey> passkeys) implements CredentialRepository {
    @Override
    public Set<PublicKeyCredentialDescriptor> getCredentialIdsForUsername(String username) {
        return passkeys.stream()
                .map(passkey -> WebAuthnCeremonies.descriptor(passkey.credentialId(), passkey.transports()))
                .collect(Collectors.toSet());
    }

    @Override
    public Optional<ByteArray> getUserHandleForUsername(String username) {
        return Optional.of(WebAuthnCeremonies.bytes(username));
    }

    @Override
    public Optional<String> getUsernameForUserHandle(ByteArray userHandle) {
        return Optional.of(userHandle.getBase64Url());
    }

    @Override
    public Optional<RegisteredCredential> lookup(ByteArray credentialId, ByteArray userHandle) {
        return with(credentialId)
                .filter(credential -> credential.getUserHandle().equals(userHandle))
                .findFirst();
    }

    @Override
    public Set<RegisteredCredential> lookupAll(ByteArray credentialId) {
        return with(credentialId).collect(Collectors.toSet());
    }

    private Stream<RegisteredCredential> with(ByteArray credentialId) {
        return passkeys.stream()
                .filter(passkey -> passkey.credentialId().equals(credentialId.getBase64Url()))
                .map(Known::credential);
    }

    @SuppressWarnings("deprecation") // the library calls the backup flags an experiment
    private static RegisteredCredential credential(Passkey passkey) {
        return RegisteredCredential.builder()
                .credentialId(WebAuthnCeremonies.bytes(passkey.credentialId()))
                .userHandle(WebAuthnCeremonies.bytes(passkey.userHandle()))
                .publicKeyCose(WebAuthnCeremonies.bytes(passkey.publicKey()))
                .signatureCount(passkey.signatureCount())
                .backupEligible(passkey.backupEligible())
                .backupState(passkey.backedUp())
                .build();
    }
}
