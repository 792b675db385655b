import { nativeImage, type NativeImage } from 'electron';
import type { TrayState } from './tray-model.ts';

/** The handset over its line, as PNG at 16 and 32 pixels: Electron's tray takes no SVG. */
const PIXELS = {
  dark: [
    'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAYAAAAf8/9hAAAABmJLR0QA/wD/AP+gvaeTAAABEklEQVQ4jdWQwUoCURSGv3NHbZqycDLJnDYFWctaBkHrXkNa9C6tWkVv0aYnMBDah1DLO4jOaBCKJs29barFMEIGEf3Lw/9//zkH/lqSNfT9zS1y7CvUOoDBRLzJw2AQ6pmAIAgWJ1N7jnCGZW9GXRu4dvNypbUefwHK5douiltg55ubP4mV0yjSj1Iqba86+UkbZCOj8RkASykD0sG81pWzMD1Ih8XahlsQL+6GftwNfbcgnljbSAGq4B6qxEqcRieOaX3eCKC1HieOaaV9JqdiZzJ6ibzllROgKnAP9rLf7dykzePhMPKWiiNBikAFS7Pf0xeZH/pfEoC1Su1O4GjObDPuhcfqg2J+0G3nz/yG3gEUnltTTFP++QAAAABJRU5ErkJggg==',
    'iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAYAAABzenr0AAAABmJLR0QA/wD/AP+gvaeTAAACD0lEQVRYhe2UP2sUURRHz32riH/R7OxkdYaIGFBSiGCRRAtB7NRCrNKIIO4nsPcT+AEsAkpsLNIkgsHCJglJBAux0CJgzM6a3R0nSmQVEeda7GQdk7g7i7sYYU53effd8+M93oOUlH+MJOwzPfn8yYyaYVVzQtFjAgeBA9H6msInQd6Khm9+ZML51XL5NaB/FSCXc05j5KaqXgMOJwy7znsVHc+ojFarpZdtBbBt91SI3gUutin9g0SeGuF2peK92riW2VAby3bvKPoQ6O+EPOK4wq09e/fLl9rnaWJXEzuBMztz9sojRa52ULwJhfGgmh+BF98hdgJZ24yCjHRTDiAwsHtfzflaW5uIarDtI2dDZLaNOd+AVZCP9VIPAT3ArqQDVGQoqHgLO+oFV1o/GJ4p3Dcqc77vLW7VkMu5/aHosMAN4ELTaaFeBqIASralXngcVEpjzVqiYItWr2OhzQOI1J2mXshSywAJPpV2elUpNgIQmpnWG+RdYrvKcqseg5ltBPB9ew4oNRk5FVS9yaQBgqo3ATrVpMWLnL/+Actyz2P0AXAUWEaYR1lQIzNB2XueVB4n2+sOiuo5hEGUIaBPYcloeN33V6a32mPY/Dt2kgzr156Ssl2IPUPnEoZ7gNNlpycqBd/3nvwewHaKgNtleR2l+MEv9cE2eJONAKJSALyuG5WiIIWue1L+G34CFcKxxeRmXaoAAAAASUVORK5CYII=',
  ],
  light: [
    'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAYAAAAf8/9hAAAABmJLR0QA/wD/AP+gvaeTAAABBUlEQVQ4jdWPPUoDcRDFf7P5YN39f2BE0MJK8KPUUvACXiNYeIDcRTyItYKSXMAloKVgYVxxgwkbdMciarHZgClEfM0wM++9eQN/DakaPo1GG7VJsSvCKoAqj+/NIFmJovu5Bqq6NBy+nigcAztzDvZRzpyLT0Vk/G2QZdmWUjsH3fxh8Dv07ch7fytpmvpavdkH1iqYz591uWL3MMnH24E0GntlsSBtZ+PIO9PyzrScjSNB2iWD9TAM94M6DGYCStH7+nHay1ik6FWkGATGmBuFSyAH7Qp0rLVJmWmtTQQ6oF0gF7gwxszw/iEE4CUbXoMcLCi98i4+DKZNUCx+W3VxzW/gA28KSGlVudC1AAAAAElFTkSuQmCC',
    'iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAYAAABzenr0AAAABmJLR0QA/wD/AP+gvaeTAAACFElEQVRYhe2WMWsUQQCFvzcXEZK9WzU2okQUQSux02ghiIWgKSSVjQhCfoGdYKOtvQqCYmVhpaBY2JhgYicWWgQSc8Eycff2BNHss8jlkmhyt9GcQbivW+btvI+ZnWGhS5ctRkVCtkOWZUfsMJjjwwEdsL0DUVkMkEr6kuOpgD5K+XgURR8k+a8E5rPsWLCuYg8De4rIruAz0pNcvr8zit5tSGAuy46WFriNOLvB0vVaXpbEtSiK3rcUsB3SNLuBdB3o2ZTyZX4g3axEvbck5b8J2N6W1LLHQhc3uXgVQk/K5d5Lkr4DhKWBtFa/1+lyAOPhpFa/sywEpGl60oSxDczzDZgD5hvPO4FdwPbiJuFEHPdONPY5DLXLC17ZPICFN3EcT66VSZLkEJQGJa4YzrSeceECsCTg/nZXgs2zOI4etco0xCaTJNuN2gmEfmh8AzlhunV40aFApnDWcrUpUFI+2u4FKXwq2p4Hz7TLlOQxaKz74hGsTwn2rpN/USn3DUn6UUTAdk9aqz8Fzq01Lpgtl/sOSvre3PharXY6tx4C+xEz5IxLTNhhNI573xYp/pUk+Xpcyk/ZHCdwAjMATIv8cqVSeb2WebBd+pOyItgu2Q7tk126/EOaxzBJ6uct321xF2xW4aytkTjue75KIE2zqmFfJ8ubmGocRwOw4n9gq2gK2BoRzHa80VSBkY73dPlv+AnZosNkgS3xCwAAAABJRU5ErkJggg==',
  ],
} as const;

/** @param ink dark on a light panel, light on a dark one; macOS takes a template and inks it itself. */
export function trayImage(_state: TrayState, _frame: number, ink: 'dark' | 'light' | 'template'): NativeImage {
  const image = nativeImage.createEmpty();
  PIXELS[ink === 'template' ? 'dark' : ink].forEach((png, index) => {
    image.addRepresentation({ scaleFactor: index + 1, dataURL: `data:image/png;base64,${png}` });
  });
  image.setTemplateImage(ink === 'template');
  return image;
}
