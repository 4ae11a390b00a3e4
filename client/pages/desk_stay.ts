// SPDX-License-Identifier: AGPL-3.0-or-later
// How long a stay lasts: locked after ten quiet minutes, ended after twelve hours. The identity lives only here.

const IDLE = 10 * 60_000;
const END = 12 * 60 * 60_000;
const TOUCH = 3 * 60_000;
const STEP = 5_000;

export interface StayDoors {
  /** Ten quiet minutes: hide all, forget the identity. */
  lock(): void;
  /** Somebody is busy here and the server has not heard of it for a while. */
  touch(): void;
}

export class Stay<Identity> {
  #identity: Identity | null = null;
  #began = 0;
  #busy = 0;
  #heard = 0;

  constructor(private readonly doors: StayDoors) {
    for (const kind of ["keydown", "pointerdown", "input"]) document.addEventListener(kind, () => this.#stir(), { passive: true });
    window.setInterval(() => this.#look(), STEP);
    document.addEventListener("visibilitychange", () => this.#look());
  }

  begin(identity: Identity): void {
    this.#identity = identity;
    this.#began = this.#busy = this.#heard = Date.now();
  }

  /** The unlocked identity; asking for it while locked is a mistake of ours. */
  get identity(): Identity {
    if (this.#identity === null) throw new Error("locked");
    return this.#identity;
  }

  get isOpen(): boolean {
    return this.#identity !== null;
  }

  forget(): void {
    this.#identity = null;
  }

  heard(): void {
    this.#heard = Date.now();
  }

  #stir(): void {
    this.#look();
    if (!this.isOpen) return;
    this.#busy = Date.now();
    if (this.#busy - this.#heard > TOUCH) {
      this.#heard = this.#busy;
      this.doors.touch();
    }
  }

  #look(): void {
    const now = Date.now();
    if (this.isOpen && (now - this.#busy >= IDLE || now - this.#began >= END)) {
      this.forget();
      this.doors.lock();
    }
  }
}
