import { bytes_of, text_of } from "../logic/base64url.ts";

interface ProofOptions {
  challenge: string;
  party: string;
  credentials: string[];
  verification: UserVerificationRequirement;
}

interface RegistrationOptions {
  challenge: string;
  party: string;
  user: string;
  login: string;
  algorithms: number[];
  credentials: string[];
}

interface Reply {
  href?: string;
  recovery_codes?: string[];
  error?: { message: string; remedy: string } | null;
}

/**
 * Around a hidden button that works with a passkey: shows it where the browser can. Attributes:
 * `options` and `answer`, the addresses asked and answered; `next`, where to go then; `token`, of
 * the session's forms; `registering`, to make a new one, named by the input inside.
 */
export class MamoriPasskey extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector("button");
    if (!button || !window.PublicKeyCredential) return;
    this.hidden = false;
    button.addEventListener("click", (event) => {
      event.preventDefault();
      button.disabled = true;
      void this.work()
        .catch((error: unknown) => this.complain(words_for(error)))
        .finally(() => (button.disabled = false));
    });
  }

  private async work(): Promise<void> {
    const registering = this.hasAttribute("registering");
    const sent = registering ? await this.register() : await this.prove();
    const reply = await this.post(this.getAttribute("answer") ?? "", sent);
    if (reply.recovery_codes?.length) this.show_codes(reply.recovery_codes, reply.href ?? "");
    else if (reply.href) window.location.assign(reply.href);
  }

  private async prove(): Promise<object> {
    const asked = await this.post<ProofOptions>(this.getAttribute("options") ?? "", {});
    const credential = (await navigator.credentials.get({
      publicKey: {
        challenge: bytes_of(asked.challenge),
        rpId: asked.party,
        userVerification: asked.verification,
        allowCredentials: asked.credentials.map(as_descriptor),
      },
    })) as PublicKeyCredential | null;
    if (!credential) throw new Error("none");
    const response = credential.response as AuthenticatorAssertionResponse;
    return {
      credential_id: text_of(credential.rawId),
      client_data: text_of(response.clientDataJSON),
      authenticator_data: text_of(response.authenticatorData),
      signature: text_of(response.signature),
      next: this.getAttribute("next") ?? "",
    };
  }

  private async register(): Promise<object> {
    const name = this.querySelector("input")?.value.trim() ?? "";
    if (!name) throw new Refusal("パスキーの名前を入力してください。");
    const asked = await this.post<RegistrationOptions>(this.getAttribute("options") ?? "", {});
    const credential = (await navigator.credentials.create({
      publicKey: {
        challenge: bytes_of(asked.challenge),
        rp: { id: asked.party, name: "mamori" },
        user: { id: bytes_of(asked.user), name: asked.login, displayName: asked.login },
        pubKeyCredParams: asked.algorithms.map((alg) => ({ type: "public-key", alg })),
        excludeCredentials: asked.credentials.map(as_descriptor),
        authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
        attestation: "none",
      },
    })) as PublicKeyCredential | null;
    if (!credential) throw new Error("none");
    const response = credential.response as AuthenticatorAttestationResponse;
    return {
      name,
      client_data: text_of(response.clientDataJSON),
      attestation: text_of(response.attestationObject),
    };
  }

  private async post<Answer = Reply>(address: string, body: object): Promise<Answer> {
    const response = await fetch(address, {
      method: "POST",
      headers: {
        Accept: "application/json",
        "Content-Type": "application/json",
        "X-CSRF-Token": this.getAttribute("token") ?? "",
      },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as Answer & Reply;
    if (answer.error) throw new Refusal(answer.error.message + answer.error.remedy);
    return answer;
  }

  /** The first passkey comes with recovery codes, which no page could show later. */
  private show_codes(codes: string[], href: string): void {
    const heading = document.createElement("h3");
    heading.textContent = "回復コードを印刷するか書き写して、しまってください";
    heading.tabIndex = -1;
    const text = document.createElement("p");
    text.textContent =
      "この画面を閉じると、二度と表示できません。パスキーが使えないときに、1個につき1回だけ使えます。";
    const list = document.createElement("ul");
    list.className = "recovery-codes";
    for (const code of codes) {
      const item = document.createElement("li");
      item.className = "code";
      item.textContent = code;
      list.append(item);
    }
    const on = document.createElement("a");
    on.className = "button button--primary";
    on.href = href;
    on.textContent = "しまったので、続ける";
    this.replaceChildren(heading, text, list, on);
    heading.focus();
  }

  private complain(text: string): void {
    const place = this.querySelector<HTMLElement>("[role=alert]");
    if (place) place.textContent = text;
  }
}

/** What the server said, in its own words. */
class Refusal extends Error {}

function words_for(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  if (error instanceof DOMException && error.name === "InvalidStateError") {
    return "この端末のパスキーは、もう登録されています。";
  }
  return "パスキーを使えませんでした。もう一度行うか、別の方法を使ってください。";
}

function as_descriptor(id: string): PublicKeyCredentialDescriptor {
  return { type: "public-key", id: bytes_of(id) };
}
