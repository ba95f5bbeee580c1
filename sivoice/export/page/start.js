// Builds the page. Without scripts, it is the sound, the stretches and every word.

sound.controls = false;
document.body.classList.add("scripted");
watchSound();
watchMedia();
buildStage();
buildProgress();
buildSheets();
buildChoices();
buildKeys();
show();
