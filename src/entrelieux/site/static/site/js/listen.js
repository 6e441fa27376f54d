/* Words read aloud by a voice of this machine: without one for the language of the page, no button. */
const synth = window.speechSynthesis;
const model = document.querySelector("template#ecouter")?.content.firstElementChild;
const language = document.documentElement.lang.slice(0, 2);
/* Any other voice would send the words to somebody else's machine. */
const voice = () => synth.getVoices().find((one) => one.localService && one.lang.toLowerCase().startsWith(language));
let reading = null;

const stop = () => {
  synth.cancel();
  if (reading) reading.textContent = model.textContent;
  reading = null;
};

const listen = (button) => {
  const again = reading === button;
  stop();
  if (again) return;
  const parts = [...button.closest("[data-aloud]").querySelectorAll("[data-read]")];
  const words = new SpeechSynthesisUtterance(parts.map((part) => part.textContent.trim()).join(". "));
  words.voice = voice();
  words.lang = words.voice.lang;
  words.rate = 0.9;
  words.addEventListener("end", () => reading === button && stop());
  reading = button;
  button.textContent = button.dataset.listen;
  synth.speak(words);
};

const offer = () => {
  if (!voice() || document.querySelector("button[data-listen]")) return;
  for (const place of document.querySelectorAll("[data-aloud]")) {
    const button = model.cloneNode(true);
    const foot = place.querySelector("[data-listens]");
    if (foot) foot.append(button);
    else place.append(" · ", button);
    button.addEventListener("click", () => listen(button));
  }
};

if (synth && model) {
  offer();
  synth.addEventListener?.("voiceschanged", offer);
  addEventListener("pagehide", stop);
}
